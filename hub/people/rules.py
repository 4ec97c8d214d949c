"""What people may do with accounts, roles and the administration."""

from sqlalchemy import ColumnElement

from hub.core.permissions import Actor, Because, Verdict, permission, rule, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role

EDIT_OWN = permission("people.person.edit", lazy("Change your own profile, sessions and tokens"))
ADMINISTER_PEOPLE = permission("people.person.administer", lazy("Add people, give roles, deactivate"))
ADMINISTER = permission("people.hub.administer", lazy("Set up channels, plugins and the hub itself"))
READ_AUDIT = permission("people.audit.read", lazy("Read the audit log"))


@visible(Person)
def every_colleague(actor: Actor) -> ColumnElement[bool]:
    """Colleagues know each other."""
    return Person.id.is_not(None) if actor.is_active else Person.id.is_(None)


@rule(EDIT_OWN)
def may_edit_own(actor: Person, person: Person) -> Verdict:
    return actor.id == person.id or Because(_("This belongs to somebody else."))


@rule(ADMINISTER, ADMINISTER_PEOPLE)
def may_administer(actor: Person, _thing: object) -> Verdict:
    return actor.has(Role.ADMINISTRATOR) or Because(_("Only administrators can do this."))


@rule(READ_AUDIT)
def may_read_audit(actor: Person, _thing: object) -> Verdict:
    if actor.has(Role.AUDITOR, Role.ADMINISTRATOR):
        return True
    return Because(_("The audit log is for auditors and administrators."))
