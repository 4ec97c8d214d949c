"""Who holds a role: a question to the database, not to everybody."""

from collections.abc import Sequence

from sqlalchemy import String, select, type_coerce

from hub.core.db import session
from hub.people.models import Person, Role


def holding(role: Role) -> Sequence[Person]:
    """Colleagues with this role whose account is open, those who came first first."""
    roles = type_coerce(Person.roles, String)  # `,agent,supervisor,`
    statement = select(Person).where(Person.deactivated_at.is_(None), roles.contains(f",{role.value},"))
    return session().scalars(statement.order_by(Person.id)).all()
