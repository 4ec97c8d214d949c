"""Taking the demo story out again."""

from sqlalchemy import func, select

from hub.core.db import Base, session, transaction
from hub.core.errors import Conflict
from hub.people.models import Person

SOURCE = "demo"


def remove_story() -> str:
    """Empty the hub of the story. Raises Conflict when colleagues of your own are already in it.

    A story that real people have written into cannot be taken out of their sentences: then start
    with a new database instead.
    """
    own = select(func.count(Person.id)).where(Person.source.is_distinct_from(SOURCE))
    if session().scalar(own):
        raise Conflict(
            "There are people in this hub who are not of the story. What they wrote hangs together with "
            "it; start with a new database (BACKCHANNEL_DATABASE_URL) and invite them there."
        )
    with transaction() as db:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name != "audit_entry":  # append-only, by trigger
                db.execute(table.delete())
    return "The story is gone; the hub is empty. Add yourself: backchannel person add …"
