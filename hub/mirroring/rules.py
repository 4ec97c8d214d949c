"""Who may put a private note into the ticket behind a case."""

from hub.cases.models import Case
from hub.cases.rules import ASK_INSIDE
from hub.core.permissions import Because, Verdict, permission, rule, verdict
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person

PUT_NOTE = permission("mirroring.note.put", lazy("Put a private note into the ticket behind a case"))


@rule(PUT_NOTE)
def may_put(actor: Person, case: Case) -> Verdict:
    works = verdict(actor, ASK_INSIDE, case)
    if works is not True:
        return works
    if not case.channel.settings.get("private_notes"):
        return Because(
            _("Notes into the tickets of this account are switched off. An administrator can allow them.")
        )
    return True
