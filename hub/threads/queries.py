"""Conversations as the pages show them: comments in order, what is new, who reacted how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Select, bindparam, select

from hub.core.limits import LIMITS
from hub.core.permissions import Actor, can, readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, with_face
from hub.people.prepared import prepared
from hub.threads.actions import root_of
from hub.threads.cards import Shown
from hub.threads.marks import Marks, marks_on
from hub.threads.models import Closing, Comment, Mood
from hub.threads.relocations import SystemLine, lines_for, relocations_of
from hub.threads.rules import COMMENT, MOVE, is_full
from hub.web.faces import Who, who_is
from hub.web.filters import stored

SHOWN = 4  # comments in sight; the earlier ones are folded above them
QUOTE = 90

FACES = {
    Mood.AGREE: (lazy("Agree"), "smile"),
    Mood.THANKS: (lazy("Thanks"), "heart"),
    Mood.METOO: (lazy("Me too"), "up"),
    Mood.BOOK: (lazy("For the wiki"), "book"),
}


class MoodLine(NamedTuple):
    """One reaction on a thing: how many, who, and whether the reader is among them."""

    mood: str
    label: str
    icon: str
    names: tuple[str, ...] = ()
    mine: bool = False

    @property
    def number(self) -> int:
        """How many people feel this way."""
        return len(self.names)


class CommentCard(NamedTuple):
    """A comment for threads/_kept_comment.html."""

    id: int
    ref: str
    author: Who
    is_removed: bool
    is_first_new: bool
    quote: str
    html: Markup
    is_new: bool
    at: datetime
    is_edited: bool
    moods: tuple[MoodLine, ...]
    has_more: bool


class TalkLine(NamedTuple):
    """A comment, below what became of the conversation since the one above it."""

    before: tuple[SystemLine, ...]
    comment: CommentCard


class TalkCard(NamedTuple):
    """The conversation under one thing for threads/_kept_lines.html, and what opens its forms."""

    ref: str
    url: str
    earlier: tuple[TalkLine, ...]
    shown: tuple[TalkLine, ...]
    after: tuple[SystemLine, ...]
    may_comment: bool
    is_full: bool
    closed_by: str
    closed_at: datetime | None


@dataclass(frozen=True)
class Line:
    """A comment as it is shown."""

    comment: Comment
    quote: str = ""  # the beginning of what it replies to, when that stands further up
    is_new: bool = False
    moods: list[MoodLine] = field(default_factory=list)
    before: Sequence[SystemLine] = ()  # what became of the conversation since the comment above it

    def card(self, thread: "Thread", shown: Mapping[str, Shown]) -> TalkLine:
        """As it is kept drawn; `shown` is what its links lead to, for this reader."""
        said = self.comment
        card = CommentCard(
            said.id, said.ref, who_is(said.author), said.removed_at is not None,
            thread.first_new == f"c{said.id}", self.quote, stored(said.html, shown, inline=True),
            self.is_new, said.created_at, said.edited_at is not None, tuple(self.moods),
            thread.may_comment or thread.closing is not None,
        )  # fmt: skip
        return TalkLine(tuple(self.before), card)


@dataclass(frozen=True)
class Thread:
    """The conversation under one thing, for one reader."""

    ref: str
    url: str  # where its forms post to
    lines: list[Line]
    moods: list[MoodLine]
    may_comment: bool
    new_count: int = 0
    closing: Closing | None = None
    in_sight: int = SHOWN
    is_known: bool = True  # whether the reader was here before
    may_move: bool = False
    is_full: bool = False  # no more is said here
    makes_clear: bool = False  # it is for clarification only
    after: Sequence[SystemLine] = ()  # what became of the conversation since the last comment

    @property
    def earlier(self) -> list[Line]:
        """Those folded away; what is new never is."""
        return self.lines[: self._cut]

    @property
    def shown(self) -> list[Line]:
        """The last few, and everything new."""
        return self.lines[self._cut :]

    @property
    def count(self) -> int:
        """How many comments stand here."""
        return sum(line.comment.removed_at is None for line in self.lines)

    def card(self, cards: Mapping[str, Shown]) -> TalkCard:
        """As it is kept drawn; `cards` is what the links of its comments lead to, for this reader."""
        lines = tuple(line.card(self, cards) for line in self.lines)
        by, at = (self.closing.by.name, self.closing.at) if self.closing else ("", None)
        return TalkCard(
            self.ref, self.url, lines[: self._cut], lines[self._cut :], tuple(self.after),
            self.may_comment, self.is_full, by, at,
        )  # fmt: skip

    @cached_property
    def first_new(self) -> str:
        """The anchor of the first comment the reader has not seen; "" when there is none."""
        return next((f"c{line.comment.id}" for line in self.lines if line.is_new), "")

    @cached_property
    def _cut(self) -> int:
        last = max(0, len(self.lines) - self.in_sight)
        return next((at for at, line in enumerate(self.lines[:last]) if line.is_new), last)


def threads_of(actor: Person, things: Sequence[Any]) -> dict[str, Thread]:
    """ref → thread for every thing of a page: two statements, however many things."""
    comments = comments_under(actor, [thing.ref for thing in things])
    return arranged(actor, things, comments, marks_on(actor, refs_on_page(things, comments)))


def comments_under(actor: Actor, refs: Iterable[str]) -> Sequence[Comment]:
    """The newest comments under these things, oldest first."""
    return list(reversed(_under(actor, refs=list(refs)).scalars().all()))


@prepared
def _under(me: Actor) -> Select[Any]:
    return (
        readable(me, select(Comment))
        .where(Comment.about.in_(bindparam("refs", expanding=True)))
        .options(with_face(Comment.author))
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(2 * LIMITS.comments_shown)
    )


def refs_on_page(things: Iterable[Any], comments: Iterable[Comment]) -> list[str]:
    """Everything that marks may hang on."""
    roots = {root_of(thing).ref for thing in things}
    return [*roots, *(thing.ref for thing in things if thing.ref not in roots), *(c.ref for c in comments)]


def arranged(
    actor: Person, things: Sequence[Any], comments: Sequence[Comment], marks: Marks
) -> dict[str, Thread]:
    """Threads from what was fetched."""
    moods = _moods(actor, marks)
    by_id = {comment.id: comment for comment in comments}
    under: dict[str, list[Line]] = {thing.ref: [] for thing in things}
    read = {thing.ref: marks.read_at(root_of(thing).ref) for thing in things}
    told = _system_lines(actor, under, marks)
    for comment in comments:
        lines = under[comment.about]
        previous = lines[-1].comment.id if lines else None
        is_new = is_unread(actor, comment, read[comment.about])
        quote = _quote(comment, by_id, previous)
        before = _until(told.get(comment.about), comment.created_at)
        lines.append(Line(comment, quote, is_new, moods.get(comment.ref, []), before))
    return {
        thing.ref: Thread(
            thing.ref, f"/t/{thing.ref}", under[thing.ref], moods.get(thing.ref, []),
            can(actor, COMMENT, thing), sum(line.is_new for line in under[thing.ref]),
            getattr(thing, "closing", None),
            getattr(thing, "in_sight", SHOWN), read[thing.ref] is not None,
            thing is root_of(thing) and can(actor, MOVE, thing), is_full(thing),
            hasattr(thing, "comments_most"),
            told.get(thing.ref, ()),
        )
        for thing in things
    }  # fmt: skip


def is_unread(actor: Person, said: Any, read_at: datetime | None) -> bool:
    """Whether something was said by another since the reader was last here. Never at the first visit."""
    return bool(read_at) and said.author_id != actor.id and said.created_at > read_at and not said.removed_at


def moods_on(actor: Person, ref: str) -> list[MoodLine]:
    """The reactions on one thing, in the order of the fixed set."""
    return _moods(actor, marks_on(actor, [ref])).get(ref, [])


def choices(actor: Person, ref: str) -> list[MoodLine]:
    """The whole fixed set, with who chose what."""
    chosen = {line.mood: line for line in moods_on(actor, ref)}
    return [chosen.get(mood, MoodLine(mood, str(label), icon)) for mood, (label, icon) in FACES.items()]


def _system_lines(actor: Person, refs: Iterable[str], marks: Marks) -> dict[str, list[SystemLine]]:
    """What became of these conversations: a statement only where anything did."""
    ids = {mark.number for mark in marks.of("relocation")}
    return lines_for(actor, refs, relocations_of(ids)) if ids else {}


def _until(waiting: list[SystemLine] | None, moment: datetime) -> list[SystemLine]:
    """Take out those that happened before a moment."""
    found = []
    while waiting and waiting[0].at < moment:
        found.append(waiting.pop(0))
    return found


def _moods(actor: Person, marks: Marks) -> dict[str, list[MoodLine]]:
    names: dict[tuple[str, str], list[str]] = {}
    mine = set()
    for mark in marks.of("reaction"):
        names.setdefault((mark.ref, mark.word), []).append(mark.name)
        if mark.number == actor.id:
            mine.add((mark.ref, mark.word))
    found: dict[str, list[MoodLine]] = {}
    for mood, (label, icon) in FACES.items():
        for (ref, word), people in names.items():
            if word == mood:
                line = MoodLine(word, str(label), icon, tuple(sorted(people)), (ref, word) in mine)
                found.setdefault(ref, []).append(line)
    return found


def _quote(comment: Comment, by_id: dict[int, Comment], previous: int | None) -> str:
    """What it replies to, unless that stands directly above it."""
    if comment.parent_id is None or comment.parent_id == previous:
        return ""
    parent = by_id.get(comment.parent_id)
    if parent is None:
        return _("An earlier comment")
    if parent.removed_at is not None:
        return _("A comment that was removed")
    words = " ".join(parent.text.split())
    short = words if len(words) <= QUOTE else words[: QUOTE - 1] + "…"
    return f"{parent.author.name}: {short}"
