"""Writing a reply together: share it, take it over, stop sharing. No text is ever written over (RC11).

What a draft was made from comes along: the guard of whoever goes on with it knows the same sources.
"""

from sqlalchemy import func, inspect, select

from hub.cases import guard
from hub.cases.actions.attaching import copy_files
from hub.cases.actions.steps import step
from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.events import DraftShared
from hub.cases.models import Case
from hub.cases.rules import REPLY
from hub.cases.sharing import is_made_from, shared_in
from hub.cases.sharing_models import SharedDraft
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse.models import Provenance

OWN = frozenset({"id", "person_id", "waits"})  # of a copy


def share_draft(actor: Person, case: Case, body: str, *, seen: int) -> SharedDraft:
    """Let the desk see and go on with a draft. `seen`: the version it was written on, 0 for none.

    Raises Conflict when somebody shared another text meanwhile: both are there, nothing is written over.
    """
    require(actor, REPLY, case)
    if not body.strip():
        raise Invalid(_("There is nothing to share yet. Write to the customer first."), field="body")
    with transaction() as db:
        locked(case)
        there = shared_in(case)
        if there is not None and there.body == body:
            return there
        if there is not None and there.number != seen:
            raise Conflict(
                _(
                    "%(name)s changed the shared draft meanwhile. Both texts are here: take over what you "
                    "need, then share yours.",
                    name=there.by.first_name,
                )
            )
        newest = select(func.max(SharedDraft.number)).where(SharedDraft.case_id == case.id)
        row = SharedDraft(
            case_id=case.id, number=(db.scalar(newest) or 0) + 1, body=body, by_id=actor.id, by=actor,
            at=clock.now(),
        )  # fmt: skip
        db.add(row)
        db.flush()
        for source in guard.draft_sources(case, actor):
            _copy(source, source.person_id, row.mark)
        copy_files(case, actor.id, (actor.id, None), row.mark)
        case.shared_draft_id = row.id
        keep_draft(actor, case, body)
        if there is None:
            step(actor, case, "draft_shared")
        record(DraftShared(row.number), actor, case)
    return row


def take_over(actor: Person, case: Case) -> str:
    """Go on with the shared draft. What the actor had begun themselves stays below it. Returns the text."""
    require(actor, REPLY, case)
    with transaction():
        locked(case)
        shared = shared_in(case)
        if shared is None:
            raise Conflict(_("No draft is shared here any more. Reload to see what became of it."))
        begun = reply_draft(actor, case).strip()
        apart = begun and begun not in shared.body and not is_made_from(begun, shared)
        text = f"{shared.body}\n\n{begun}" if apart else shared.body
        keep_draft(actor, case, text)
        there = {source.source for source in guard.draft_sources(case, actor)}
        for source in session().scalars(select(Provenance).where(Provenance.waits == shared.mark)).all():
            if source.source not in there:
                _copy(source, actor.id, None)
        copy_files(case, actor.id, (shared.by_id, shared.mark), None)
        record(DraftShared(shared.number), actor, case)
    return text


def stop_sharing(actor: Person, case: Case) -> None:
    """Nobody else is to go on with it; its texts stay on the page of the case's drafts."""
    require(actor, REPLY, case)
    with transaction():
        locked(case)
        if case.shared_draft_id is not None:
            case.shared_draft_id = None
            step(actor, case, "draft_unshared")
            record(DraftShared(0), actor, case)


def end_sharing(case: Case, body: str) -> None:
    """A reply is on its way: if it is the one that was written together, that is over. In a transaction."""
    shared = shared_in(case)
    if shared is not None and is_made_from(body, shared):
        case.shared_draft_id = None


def _copy(source: Provenance, person_id: int, waits: str | None) -> None:
    columns = [each.key for each in inspect(Provenance).column_attrs if each.key not in OWN]
    values = {name: getattr(source, name) for name in columns}
    session().add(Provenance(**values, person_id=person_id, waits=waits))
