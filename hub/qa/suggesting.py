"""Suggesting an edit to whoever may make it: one at a time for each text, taken, changed or refused."""

from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.permissions import Permission, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.qa.actions import edit_answer, edit_question
from hub.qa.edit_models import EditState, SuggestedEdit
from hub.qa.events import EditApproved, EditRejected, EditSuggested, EditWithdrawn
from hub.qa.faces import face_of
from hub.qa.models import Answer, Question
from hub.qa.rules import EDIT_ANSWER, EDIT_QUESTION, SUGGEST_EDIT, WITHDRAW_EDIT
from hub.spaces.topics import topics_of
from hub.threads.merge import merge
from hub.threads.revisions import revision_at, without_wording

Thing = Question | Answer


def pending_edit(ref: str) -> SuggestedEdit | None:
    """The edit of a text that waits."""
    waits = SuggestedEdit.state == EditState.PENDING
    statement = select(SuggestedEdit).where(SuggestedEdit.ref == ref, waits)
    return session().scalars(statement).one_or_none()


def suggest_edit(actor: Person, thing: Thing, body: str, title: str = "", note: str = "") -> SuggestedEdit:
    """Put another text before whoever may edit this one. title: of a question."""
    require(actor, SUGGEST_EDIT, thing)
    if body == thing.body and title in ("", getattr(thing, "title", "")):
        raise Invalid(_("This is the text as it stands. Change it first."), field="body")
    with transaction() as db:
        locked(thing)
        if pending_edit(thing.ref) is not None:
            raise Conflict(_("An edit of this waits already. Once it is settled, the next can be suggested."))
        edit = SuggestedEdit(
            ref=thing.ref, author_id=actor.id, author=actor, title=title, body=body,
            note=note[: LIMITS.note], revision=thing.revision, at=clock.now(),
        )  # fmt: skip
        db.add(edit)
        db.flush()
        record(EditSuggested(thing.ref, edit.id, edit.note), actor, _question(thing))
    return edit


def put_together(thing: Thing, edit: SuggestedEdit) -> tuple[str, str, bool]:
    """Title and text of the edit with what was changed since it was suggested, and whether all of that fits.

    Where both changed the same words, those of the edit stand.
    """
    began = revision_at(thing.ref, edit.revision) if edit.revision != thing.revision else None
    if began is None:
        return edit.title, edit.body, edit.revision == thing.revision
    base = without_wording(began.body) if isinstance(thing, Answer) else began.body
    merged = merge(base, thing.body, edit.body)
    title = edit.title
    if isinstance(thing, Question) and edit.title in ("", began.title):
        title = thing.title
    return title, merged.text(), merged.is_clean


def approve_edit(
    actor: Person, thing: Thing, edit: SuggestedEdit, body: str, title: str = "", *, seen: int | None = None,
    change: str = "", because: str = "",
) -> None:  # fmt: skip
    """Take the edit, as it is or changed. It is in the history as its author's, who is credited.

    change, because: what it means for customers who were told the answer, as edit_answer().
    """
    require(actor, _right(thing), thing)
    with transaction():
        _still_pending(edit)
        author = session().get_one(Person, edit.author_id)
        words: dict[str, Any] = {"seen": seen, "writer": author}
        words["note"] = _("approved by %(name)s", name=_face(actor, thing).name)
        if isinstance(thing, Question):
            topics = [topic.name for topic in topics_of([thing.ref]).get(thing.ref, ())]
            edit_question(actor, thing, title or thing.title, body, topics, **words)
        else:
            edit_answer(actor, thing, body, change=change, because=because, **words)
            thing.credits = list(dict.fromkeys([*thing.credits, author.id]))
        _settle(_face(actor, thing), edit, EditState.APPROVED)
        changed = body != edit.body or (title or edit.title) != edit.title
        record(EditApproved(thing.ref, edit.id, author.id, changed), _face(actor, thing), _question(thing))


def reject_edit(actor: Person, thing: Thing, edit: SuggestedEdit, reason: str) -> None:
    """Leave the text as it is, and say why."""
    require(actor, _right(thing), thing)
    with transaction():
        _still_pending(edit)
        edit.reason = reason[: LIMITS.note]
        _settle(_face(actor, thing), edit, EditState.REJECTED)
        record(
            EditRejected(thing.ref, edit.id, edit.author_id, edit.reason),
            _face(actor, thing),
            _question(thing),
        )


def withdraw_edit(actor: Person, thing: Thing, edit: SuggestedEdit) -> None:
    """Its author takes it back."""
    require(actor, WITHDRAW_EDIT, edit)
    with transaction():
        _still_pending(edit)
        _settle(actor, edit, EditState.WITHDRAWN)
        record(EditWithdrawn(thing.ref, edit.id), actor, _question(thing))


def _face(actor: Person, thing: Thing) -> Person:
    return face_of(actor, thing) if isinstance(thing, Question) else actor


def _settle(actor: Person, edit: SuggestedEdit, state: EditState) -> None:
    edit.state, edit.settled_at, edit.settled_by_id = state, clock.now(), actor.id


def _still_pending(edit: SuggestedEdit) -> None:
    if locked(edit).state != EditState.PENDING:
        raise Conflict(_("This edit was settled already."))


def _right(thing: Thing) -> Permission:
    return EDIT_QUESTION if isinstance(thing, Question) else EDIT_ANSWER


def _question(thing: Thing) -> Question:
    return thing if isinstance(thing, Question) else thing.question
