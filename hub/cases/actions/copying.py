"""Taking people into the copy of replies by mail and out of it again; each change stands in the history."""

from hub.cases.actions.forwarding import recipients_of
from hub.cases.actions.reaching import is_mail
from hub.cases.actions.steps import step
from hub.cases.copying import MOST, Copied, copies_of
from hub.cases.events import CaseChanged
from hub.cases.models import Case
from hub.cases.rules import REPLY
from hub.core.db import locked, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person


def add_copies(actor: Person, case: Case, typed: str) -> list[str]:
    """Let others read the replies from now on. Returns their addresses.

    Raises Invalid for what is no address, a colleague's, our own or another customer's.
    """
    require(actor, REPLY, case)
    if not is_mail(case):
        raise Invalid(_("Only mails have copies."), field="copy")
    try:
        found = [each for each in recipients_of(case, typed) if each != case.address.lower()]
    except Invalid as refused:
        raise Invalid(refused.message, field="copy") from None
    with transaction():
        locked(case)
        there = {each.address for each in copies_of(case).kept}
        new = [each for each in found if each not in there]
        if len(there) + len(new) > MOST:
            raise Invalid(_("At most %(most)s people get a copy.", most=MOST), field="copy")
        for address in new:
            _choose(actor, case, address, is_on=True)
    return new


def drop_copy(actor: Person, case: Case, address: str) -> None:
    """Take somebody out of the copy: they get nothing more of this case, until an agent adds them again."""
    require(actor, REPLY, case)
    address = address.strip().lower()
    with transaction():
        locked(case)
        if address not in {each.address for each in copies_of(case).kept}:
            raise Invalid(_("This address is not in copy (any more)."), field="copy")
        _choose(actor, case, address, is_on=False)


def _choose(actor: Person, case: Case, address: str, *, is_on: bool) -> None:
    name = next((each.name for each in _known(case) if each.address == address), "")
    case.copies = {**(case.copies or {}), address: {"on": is_on, "name": name, "by": actor.id}}
    step(actor, case, "copied" if is_on else "uncopied", detail=address)
    record(CaseChanged(case.state, case.state), actor, case)


def _known(case: Case) -> list[Copied]:
    found = copies_of(case)
    return [*found.kept, *found.taken_out]
