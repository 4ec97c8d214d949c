"""Narrowing the feed: what was asked for in the address, as a condition, as chips, and as an address again.

What a filter can find is never more than the reader may see: "behind a case" knows the cases that this
reader may open, and no others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.datastructures import MultiDict

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.features import registry
from hub.core.permissions import condition, readable
from hub.core.refs import number_in
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.feed.models import StreamItem
from hub.feed.queries import EVERYTHING, is_pinned
from hub.links.models import Link
from hub.people.models import Person
from hub.people.rhythm import midnight
from hub.spaces.belonging import belongings
from hub.spaces.models import Filed, SpaceKind, Topic
from hub.spaces.topics import slug_of, topic_at
from hub.web.calendar import day_and_month
from hub.web.filters import readers_zone
from hub.web.forms import LINES, Form, Read, bounded, read

NAMES = ("type", "topic", "by", "from_day", "to_day", "pinned", "open", "case")
TYPES = {
    "question": (lazy("Questions"), ("question", "answered")),
    "discussion": (lazy("Updates"), ("discussion",)),
    "thanks": (lazy("Thanks"), ("thanks",)),
    "poll": (lazy("Polls"), ("poll",)),
    "announcement": (lazy("Announcements"), ("announcement",)),
    "loop": (lazy("Closed loops"), ("loop",)),
    "page": (lazy("Pages"), ("wiki", "verified")),
}
Text = ColumnElement[str] | InstrumentedAttribute[str]
Tick = Literal["", "1"]
Word = Annotated[str, bounded(60), LINES]


class FilterForm(Form):
    """What the feed is narrowed by. Days are the reader's own, both included."""

    type: Literal["", "question", "discussion", "thanks", "poll", "announcement", "loop", "page"] = ""
    topic: Word = ""
    by: Word = ""
    from_day: date | None = None
    to_day: date | None = None
    pinned: Tick = ""
    open: Tick = ""
    case: Tick = ""


@dataclass(frozen=True)
class Filters:
    """What was chosen, name → value as in the address, and the condition of each."""

    values: Mapping[str, str]
    conditions: Mapping[str, ColumnElement[bool]]
    labels: Mapping[str, str]
    form: Read[FilterForm]
    may_case: bool = False

    @property
    def address(self) -> str:
        """What an address carries of it, to stand after something else; "" without any."""
        return "&" + urlencode(self.values) if self.values else ""

    @property
    def where(self) -> ColumnElement[bool]:
        """All conditions at once."""
        return and_(*self.conditions.values()) if self.conditions else EVERYTHING

    @property
    def types(self) -> list[tuple[str, str]]:
        """The kinds to choose from."""
        return [("", _("Everything")), *((name, str(label)) for name, (label, _faces) in TYPES.items())]

    def without(self, name: str) -> "Filters":
        """The same, one filter less."""
        values = {each: value for each, value in self.values.items() if each != name}
        left = {each: found for each, found in self.conditions.items() if each != name}
        return Filters(values, left, self.labels, self.form, self.may_case)

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What is chosen in words, and the address without it."""
        return [(self.labels[name], self.without(name).address) for name in self.values]


def filters_of(actor: Person, args: Mapping[str, str]) -> Filters:
    """Read them from an address. What cannot be meant is a message in `form`, and narrows nothing."""
    given = {name: args[name].strip() for name in NAMES if args.get(name, "").strip()}
    form = read(FilterForm, MultiDict(given))
    may_case = any(each.kind == SpaceKind.DESK for each in belongings(actor.id).values())
    if not form.ok:
        return Filters({}, {}, {}, form, may_case)
    found: dict[str, tuple[ColumnElement[bool], str]] = {}
    data = form.data
    if data.type:
        label, faces = TYPES[data.type]
        found["type"] = StreamItem.face.in_(faces), str(label)
    _who_and_what(actor, form, found)
    _when(form, found)
    if data.pinned:
        found["pinned"] = is_pinned(), _("Pinned")
    if data.open:
        found["open"] = StreamItem.is_open.is_(True), _("Unanswered")
    if data.case:
        found["case"] = _behind_a_case(actor), _("Asked from a case")
    conditions = {name: wanted for name, (wanted, _label) in found.items()}
    labels = {name: label for name, (_wanted, label) in found.items()}
    return Filters({name: given[name] for name in found}, conditions, labels, form, may_case)


def _who_and_what(
    actor: Person, form: Read[FilterForm], found: dict[str, tuple[ColumnElement[bool], str]]
) -> None:
    if form.data.topic:
        topic = _topic(actor, form.data.topic)
        if topic is None:
            form.refuse("topic", _("There is no topic “%(name)s”.", name=form.data.topic))
        else:
            filed = select(Filed.ref).where(Filed.topic_id == topic.id)
            found["topic"] = StreamItem.ref.in_(filed), f"#{topic.name}"
    if form.data.by:
        handle = form.data.by.lstrip("@").lower()
        person = session().scalar(readable(actor, select(Person)).where(Person.handle == handle))
        if person is None:
            form.refuse("by", _("There is no colleague @%(handle)s. Look in the directory.", handle=handle))
        else:
            found["by"] = StreamItem.author_id == person.id, _("By %(name)s", name=person.name)


def _topic(actor: Person, words: str) -> Topic | None:
    try:
        return topic_at(actor, slug_of(words))
    except NotFound:
        return None


def _when(form: Read[FilterForm], found: dict[str, tuple[ColumnElement[bool], str]]) -> None:
    first, last = form.data.from_day, form.data.to_day
    if first and last and last < first:
        form.refuse("to_day", _("This day is before the first one. Choose a later one."))
        return
    if first:
        begin = midnight(first, readers_zone())
        found["from_day"] = StreamItem.at >= begin, _("From %(day)s", day=_named(first))
    if last and last < date.max:
        end = midnight(last + timedelta(days=1), readers_zone())
        found["to_day"] = StreamItem.at < end, _("Until %(day)s", day=_named(last))


def _named(day: date) -> str:
    return f"{day_and_month(day)} {day.year}"


def _behind_a_case(actor: Person) -> ColumnElement[bool]:
    """What is linked with a case that the reader may open, whichever end the link began at."""
    kind = registry.kinds.get("case")
    if kind is None:
        return ~EVERYTHING
    visible = condition(actor, kind.model)

    def ends(here: Text, there: Text) -> ColumnElement[bool]:
        behind = select(here).join(kind.model, kind.model.id == number_in(there, "case"))
        linked = behind.where(Link.removed_at.is_(None))
        return StreamItem.ref.in_(linked if visible is None else linked.where(visible))

    return or_(ends(Link.target, Link.source), ends(Link.source, Link.target))
