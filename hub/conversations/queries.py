"""What the pages of conversations need, already shaped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from hub.conversations.events import ConversationLeft
from hub.conversations.models import Conversation
from hub.conversations.search import conversation_title, enumerated
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.events import Event
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.people.queries import substitute_of
from hub.people.rhythm import Away, away_of
from hub.spaces.belonging import Belonging, belongings
from hub.spaces.models import SpaceKind
from hub.threads.models import Comment
from hub.web.paging import Page

LISTED = 40
EXCERPT = 90
NOBODY = lazy("No colleague is called “%(name)s”. Type @ and the first letters of a name.")
SEVERAL = lazy("“%(name)s” may be several colleagues: %(people)s. Which one?")


@dataclass(frozen=True)
class Row:
    """A conversation in one reader's list."""

    conversation: Conversation
    title: str
    others: list[Person]
    last: Comment | None
    new: int
    is_muted: bool

    @property
    def at(self) -> datetime:
        """When something was said last."""
        return self.last.created_at if self.last else self.conversation.started_at

    @property
    def excerpt(self) -> str:
        """How the last words begin."""
        if self.last is None:
            return _("Nothing was said yet.")
        words = " ".join(self.last.text.split()) or _("A picture or a file")
        return words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"


@dataclass(frozen=True)
class Opened:
    """One conversation as its reader sees it."""

    conversation: Conversation
    title: str
    others: list[Person]
    is_muted: bool
    may_write: bool
    left: list[tuple[Person, datetime]] = field(default_factory=list)
    former: Conversation | None = None
    later: Sequence[Conversation] = ()
    away: Away | None = None  # the one other person is not there: whoever writes knows before they wait
    substitute: Person | None = None


def listed(actor: Person, *, after: int = 0) -> Page[Row]:
    """One's conversations, the last spoken in first; `after` is how many to pass over."""
    statement = (
        readable(actor, select(Conversation))
        .options(selectinload(Conversation.people))
        .order_by(Conversation.active_at.desc(), Conversation.id.desc())
        .offset(min(after, 5_000))
        .limit(LISTED + 1)
    )
    found = session().scalars(statement).all()
    last = _last_said([each.ref for each in found])
    rows = []
    for each in found[:LISTED]:
        new, muted = standing_in(actor, each)
        rows.append(Row(each, title_for(actor, each), others_in(actor, each), last.get(each.ref), new, muted))
    return Page(rows, str(after + LISTED) if len(found) > LISTED else None)


def conversation_at(actor: Person, id: int) -> Conversation | None:
    """The conversation with this number, for its people."""
    found = readable(actor, select(Conversation)).where(Conversation.id == id)
    return session().scalars(found.options(joinedload(Conversation.space))).one_or_none()


def unread_count(actor: Any) -> int | None:
    """In how many conversations something is new; asked of what every page knows already."""
    mine = belongings(actor.id).values()
    return sum(_is_news(each) for each in mine) or None


def opened(actor: Person, conversation: Conversation) -> Opened:
    """Everything around the words themselves."""
    others = others_in(actor, conversation)
    away = away_of(others[0]) if len(others) == 1 else None
    return Opened(
        conversation, title_for(actor, conversation), others,
        is_muted=standing_in(actor, conversation)[1],
        may_write=any(person.is_active for person in others),
        left=_left(conversation) if conversation.people_key is None else [],
        away=away, substitute=substitute_of(away),
        **_around(actor, conversation),
    )  # fmt: skip


def standing_in(actor: Person, conversation: Conversation) -> tuple[int, bool]:
    """How much the reader has not seen there, and whether they muted it."""
    own = belongings(actor.id).get(conversation.space_id)
    return (own.count, own.attention == "muted") if own is not None else (0, False)


def title_for(actor: Person, conversation: Conversation) -> str:
    """As one of its people calls it: by the others."""
    others = others_in(actor, conversation)
    if conversation.name or not others:
        return conversation_title(conversation)
    names = [person.name if len(others) == 1 else person.first_name for person in others]
    return enumerated(names)


def others_in(actor: Person, conversation: Conversation) -> list[Person]:
    """Its people without the reader."""
    return [person for person in conversation.people if person.id != actor.id]


def people_named(actor: Person, words: str) -> list[Person]:
    """Colleagues by what was typed: @handles, names or addresses, between commas or lines.

    Raises Invalid naming the first that is nobody, or more than one.
    """
    found: dict[int, Person] = {}
    for name in words.replace("\n", ",").replace(";", ",").replace(" @", ",@").split(","):
        if name := " ".join(name.split()).strip("@ "):
            person = _one_named(actor, name.lower())
            found[person.id] = person
    found.pop(actor.id, None)
    return list(found.values())


def _one_named(actor: Person, name: str) -> Person:
    start = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    full, handle, mail = func.lower(Person.name), func.lower(Person.handle), func.lower(Person.email)
    statement = readable(actor, select(Person)).where(
        or_(handle == name, mail == name, full == name, full.like(start, escape="\\"))
    )
    people: Sequence[Person] = session().scalars(statement.order_by(full).limit(6)).all()
    exact = [each for each in people if name in (each.handle.lower(), each.email.lower(), each.name.lower())]
    fitting = exact or [each for each in people if each.is_active] or people
    if not fitting:
        raise Invalid(_(NOBODY, name=name), field="to")
    if len(fitting) > 1:
        several = ", ".join(f"@{each.handle} ({each.name})" for each in fitting[:5])
        raise Invalid(_(SEVERAL, name=name, people=several), field="to")
    return fitting[0]


def _is_news(belonging: Belonging) -> bool:
    is_one = belonging.kind == SpaceKind.CONVERSATION
    return is_one and belonging.count > 0 and belonging.attention != "muted"


def _last_said(refs: Sequence[str]) -> dict[str, Comment]:
    newest = (
        select(func.max(Comment.id))
        .where(Comment.about.in_(refs), Comment.removed_at.is_(None))
        .group_by(Comment.about)
    )
    statement = select(Comment).where(Comment.id.in_(newest)).options(joinedload(Comment.author))
    return {comment.about: comment for comment in session().scalars(statement)}


def _left(conversation: Conversation) -> list[tuple[Person, datetime]]:
    statement = (
        select(Person, Event.at)
        .join(Event, Event.actor_id == Person.id)
        .where(Event.subject == conversation.ref, Event.kind == ConversationLeft.kind)
        .order_by(Event.id)
    )
    return [(person, at) for person, at in session().execute(statement)]


def _around(actor: Person, conversation: Conversation) -> dict[str, Any]:
    """Where it goes on from and where it went on, as far as the reader was or is there."""
    is_near = or_(Conversation.id == conversation.former_id, Conversation.former_id == conversation.id)
    statement = readable(actor, select(Conversation)).where(is_near)
    near = session().scalars(statement.order_by(Conversation.id)).all()
    return {
        "former": next((each for each in near if each.id == conversation.former_id), None),
        "later": [each for each in near if each.former_id == conversation.id],
    }
