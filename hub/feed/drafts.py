"""Text that somebody has begun, kept for them alone until it is sent (FD02)."""

from sqlalchemy import delete, select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.permissions import require
from hub.core.words import lazy
from hub.people.models import Draft, Person
from hub.people.queries import Begun
from hub.people.rules import EDIT_OWN

POST = "new-post"  # behind it stands the name that somebody gave a community
# By how its place ends ("case:7:reply:private"), else by how it begins ("comment:question:7").
WHAT = {
    "answer": lazy("An answer"),
    "ask": lazy("A question to colleagues"),
    "comment": lazy("A comment"),
    "conversation": lazy("A message to colleagues"),
    "customer": lazy("What a customer may be told"),
    "doubt": lazy("A doubt about a page"),
    "flag": lazy("A report"),
    "flag-end": lazy("The answer to a report"),
    "inside": lazy("A comment"),
    "internal": lazy("What stays inside"),
    "mend": lazy("A correction of a page"),
    POST: lazy("A new post"),
    "note": lazy("A note in a case"),
    "notice": lazy("An answer to a notice"),
    "page": lazy("A page"),
    "private": lazy("A private reply to a customer"),
    "profile": lazy("Your profile"),
    "question": lazy("A question"),
    "reply": lazy("A reply to a customer"),
    "translation": lazy("A translation of a page"),
    "wording": lazy("What a customer may be told"),
}
WORDS = 140


def keep_draft(actor: Person, place: str, body: str, url: str = "", title: str = "") -> None:
    """Remember what is being written at a place; nothing left of it means forget."""
    require(actor, EDIT_OWN, actor)
    if not body.strip():
        forget_draft(actor, place)
        return
    with transaction() as db:
        row = _draft_at(actor, place)
        if row is None:
            row = Draft(person_id=actor.id, place=place)
            db.add(row)
        row.body, row.title, row.url, row.changed_at = body, title, url, clock.now()


def forget_draft(actor: Person, place: str) -> None:
    """The text was sent, or is not wanted any more."""
    require(actor, EDIT_OWN, actor)
    with transaction() as db:
        db.execute(delete(Draft).where(Draft.person_id == actor.id, Draft.place == place))


def draft_at(actor: Person, place: str) -> str:
    """What was begun at a place, so that it can go on, also on another device."""
    row = _draft_at(actor, place)
    return row.body if row else ""


def words_for(draft: Begun) -> tuple[str, str]:
    """What a draft is, and how it begins, for the list."""
    first, last = draft.place.partition(":")[0], draft.place.rpartition(":")[2]
    what = WHAT.get(first if first == POST else last) or WHAT.get(first) or lazy("A text")
    begin = " ".join(draft.body.split())
    return str(what), begin if len(begin) <= WORDS else begin[: WORDS - 1] + "…"


def _draft_at(actor: Person, place: str) -> Draft | None:
    statement = select(Draft).where(Draft.person_id == actor.id, Draft.place == place)
    return session().scalars(statement).one_or_none()
