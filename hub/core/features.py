"""Features and kinds: what each part of the hub adds to it, readable in one place.

Built-in features and plugins come through this one door. They meet through it and refs, never by imports.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import click
import structlog
from flask import Blueprint
from sqlalchemy import Select, select
from sqlalchemy.orm.interfaces import ORMOption

from hub.core import refs
from hub.core.along import Along, rows_with
from hub.core.deliveries import Handler
from hub.core.errors import HubError, NotFound
from hub.core.events import Event, Fact
from hub.core.forwards import forwards_of
from hub.core.permissions import SYSTEM, Actor, readable
from search.document import Document

log = structlog.get_logger()


@dataclass(frozen=True)
class Card:
    """A thing in one line, as a live link card or a search hit shows it. Only for its readers."""

    ref: str
    title: str
    url: str
    kind: str
    state: str = ""
    excerpt: str = ""
    icon: str = ""
    channel: str = ""  # of a case: which way the customer came
    since: datetime | None = None  # of a case: the customer waits since
    due: datetime | None = None  # of a case: when the customer was promised an answer
    priority: str = ""  # of a case, where it is not the usual one
    is_locked: bool = False  # shown to somebody who may not open it: carries no name and no title
    trust: str = ""  # of an answer or a page: vetted | verified | accepted | …
    by: str = ""  # whose knowledge it is
    helped: int = 0  # customers to whom its words went
    rating: float | None = None  # what they thought, 1 to 5
    rated: int = 0  # how many of them said so
    used_at: datetime | None = None  # when its words went out last
    said: int = 0  # answers and comments that stand there


@dataclass(frozen=True)
class Entry:
    """A thing as the feed shows it; the feed keeps a copy and asks anew when something happens to it."""

    ref: str
    face: str  # which card shows it: question | answered | discussion | thanks | loop | …
    space_id: int
    author_id: int | None
    at: datetime
    title: str
    url: str
    html: str = ""
    text: str = ""  # shown instead when the whole is long
    quote: str = ""  # the accepted answer, the customer's words
    people: Sequence[Any] = ()  # the persons behind the quote, or those who are thanked
    answer_count: int = 0
    comment_count: int = 0
    vote_count: int = 0
    helped_count: int = 0
    rating: int | None = None
    badge: str = ""  # of thanks: which way of helping they name
    is_open: bool = False  # waits for an answer
    waiting_since: datetime | None = None
    waiting_count: int = 0


@dataclass(frozen=True)
class CustomerText:
    """What may be said to a customer, with what it was made from (provenance, D02)."""

    ref: str
    text: str
    revision: int
    authors: tuple[int, ...]
    trust: str
    audience: str
    vetted_by: int | None = None
    ways: Mapping[str, str] = field(default_factory=dict)  # the same said short, private; link to the whole


@dataclass(frozen=True)
class Beginning:
    """What a page made from another thing starts with. `credits` are who wrote what it is made from."""

    title: str
    body: str
    topics: tuple[str, ...] = ()
    credits: tuple[int, ...] = ()


# (titles, the space the text stands in or None) → address and title of those that exist.
Titles = Callable[[Iterable[str], int | None], Mapping[str, tuple[str, str]]]


@dataclass(frozen=True)
class Choice:
    """The yes that a notice asks its reader for, in one press: "That solved it"."""

    label: str
    said: str  # what they are told afterwards
    may: Callable[[Any, Any], bool]  # (actor, thing)
    take: Callable[[Any, Any], Any]  # (actor, thing)


@dataclass(frozen=True)
class Kind:
    """A kind of thing: how to name it, find it, show it and index it."""

    name: str
    model: type[Any]
    label: str
    url: Callable[[Any], str]
    title: Callable[[Any], str]
    card: Callable[[Any], Card] | None = None
    document: Callable[[Any], Document | None] | None = None
    text: Callable[[Any], str] | None = None  # its readable words, for excerpts of hits
    customer_text: Callable[[Any], CustomerText | None] | None = None
    internal_texts: Callable[[Any], Sequence[str]] | None = None
    masked_card: Callable[[Any], Card] | None = None  # for readers of a linked thing, not of this
    entry: Callable[[Any], Entry | None] | None = None  # its place in the feed; None once removed
    start: Callable[..., Any] | None = None  # begin one from elsewhere: (actor, space, title, body, …)
    withdraw: Callable[[Any, Any], None] | None = None  # (actor, thing): take back what was just begun
    inside: Callable[..., str] | None = None  # (actor, thing, case_ref): its thread, for the Inside pane
    thread: bool = False  # whether people may comment on it
    moves: Callable[[Any], bool] | None = None  # whether one may go to another community with its parts
    part: str = ""  # of a space, without which there is none of it: feed, questions, wiki or cases
    forwards: bool = False  # whether one may become a part of another, to which its ref then leads
    eager: Sequence[ORMOption] = ()  # what its card needs, loaded together with it
    along: Along | None = None  # and what holds for all of them
    paths: Callable[[Iterable[str]], Mapping[str, str]] | None = None  # those of its own → refs
    anchor: str = ""  # "a": what stands behind #a12 on a page is one of these
    titles: Titles | None = None  # what [[Title]] in a text leads to
    beginning: Callable[[Actor, Any], Beginning] | None = None  # a page made from it starts like this
    word: Callable[[Any, Any, str], None] | None = None  # (actor, thing, text): what customers may be told
    known: Callable[[Any], Mapping[str, str]] | None = None  # `[booking]` → what it stands for there
    reply: Callable[[Any, Any, str], Any] | None = None  # (actor, thing, text): to its notice
    may_write: Callable[[Any, Any], bool] | None = None  # (actor, thing): to the customer it stands for
    choice: Choice | None = None  # of who is asked to decide about it
    said: Callable[[Any, Any], Fact] | None = None  # (thing, comment): its own fact of what is said there
    parts: Callable[[Any], Iterable[str]] | None = None  # refs whose documents repeat something of it
    keepers: Callable[[Any], Iterable[int | None]] | None = None  # ids of who looks after it; else its author
    mend: Callable[[Any, Any], str] | None = None  # (actor, thing): where it is changed in place; "" if not
    made_into: Callable[[Any], Iterable[str]] | None = None  # refs of what was made from it, with its words


@dataclass(frozen=True)
class Recipient:
    """Somebody who should hear of a fact, why, and what it asks of them (NO03).

    action: answer | decide | review | read | helped; thread: the ref under which notices merge.
    """

    person_id: int
    reason: str
    action: str = "read"
    thread: str | None = None


@dataclass(frozen=True)
class Section:
    """A part of a digest: what is new somewhere, as far as the reader has not seen it."""

    title: str
    url: str
    cards: Sequence[Card]
    more: int = 0


@dataclass(frozen=True)
class Dated:
    """Something of a person's that has a moment, for their calendar. key: unique and lasting."""

    key: str
    title: str
    url: str
    at: datetime


@dataclass(frozen=True)
class NavItem:
    """A place in the main navigation. `shown` and `count` are asked with the actor."""

    name: str
    label: str
    endpoint: str
    icon: str
    order: int
    shown: Callable[[Any], bool] = lambda _actor: True
    count: Callable[[Any], int | None] | None = None
    number: Callable[[Any], Select[Any]] | None = None  # instead: asked in one with the others’, bound `now`
    hot: bool = False  # filled: customers wait for this person


Reaction = Callable[[Event, Any], None]
Notify = Callable[[Event, Any], Iterable[Recipient]]
# (reader, since when, refs that the digest names already) → a part of it.
Tell = Callable[[Any, datetime, Collection[str]], Section | None]
# (person, since when) → what of theirs has a moment; without words of customers.
Agenda = Callable[[Any, datetime], Iterable[Dated]]
Panel = Callable[[Actor, Any], str]  # (who looks, at what) → safe HTML, or "" for nothing


@dataclass(frozen=True)
class Periodic:
    """Something the one background process does again and again: look into a mailbox, tidy up."""

    every: float  # seconds between the end of one run and the start of the next
    run: Callable[[], object]


@dataclass(frozen=True)
class Feature:
    """The manifest of a feature or plugin: all that it adds, and no logic."""

    name: str
    title: str = ""
    blueprints: Sequence[Blueprint] = ()
    kinds: Sequence[Kind] = ()
    on: Mapping[type[Fact], Reaction] = field(default_factory=dict)
    notify: Mapping[type[Fact], Notify] = field(default_factory=dict)
    panels: Mapping[str, Panel] = field(default_factory=dict)
    offers: Sequence[Callable[[Any, str], Iterable[tuple[str, str, str]]]] = ()  # palette: who, path → doings
    nav: Sequence[NavItem] = ()
    work: Mapping[str, Handler] = field(default_factory=dict)  # queue of deliveries → who does it
    periodic: Mapping[str, Periodic] = field(default_factory=dict)
    digest: Sequence[Tell] = ()  # what is new here, for the mail about everything
    agenda: Sequence[Agenda] = ()  # what has a moment here, for the calendar of a person
    commands: Sequence[click.Command] = ()


class Registry:
    """All features that were installed, and the kinds they brought."""

    def __init__(self) -> None:
        self.features: dict[str, Feature] = {}
        self.kinds: dict[str, Kind] = {}

    def install(self, feature: Feature) -> None:
        """Add a feature. Raises ValueError when a name is taken."""
        if feature.name in self.features:
            raise ValueError(f"two features are called {feature.name}")
        self.features[feature.name] = feature
        for kind in feature.kinds:
            if kind.name in self.kinds:
                raise ValueError(f"two kinds are called {kind.name} (the second in {feature.name})")
            self.kinds[kind.name] = kind

    def panels(self, slot: str, actor: Actor, thing: Any = None) -> list[str]:
        """What features put into a slot of a page. One that fails leaves only its own place empty."""
        shown = []
        for feature in self.features.values():
            if slot not in feature.panels:
                continue
            try:
                shown.append(feature.panels[slot](actor, thing))
            except HubError:
                continue  # nothing there for this person
            except Exception as error:  # a plugin's fault must not take the page with it
                log.warning("panel_failed", feature=feature.name, slot=slot, error=repr(error)[:300])
        return [html for html in shown if html]

    def handlers(self) -> dict[str, Handler]:
        """Queue → the function that does its deliveries."""
        return {queue: do for made in self.features.values() for queue, do in made.work.items()}

    def recipients(self, event: Event) -> list[Recipient]:
        """Everybody whom the features name for an event, before anybody asks whether they may."""
        found: list[Recipient] = []
        fact = event.fact
        for feature in self.features.values():
            if (notify := feature.notify.get(type(fact))) is not None:
                found.extend(notify(event, fact))
        return found

    def nav(self) -> list[NavItem]:
        """Every place of the main navigation, in order."""
        items = (item for made in self.features.values() for item in made.nav)
        return sorted(items, key=lambda item: item.order)


registry = Registry()


class FeatureConsumer:
    """A feature's or plugin's own reactions as one consumer of the log, with its own cursor."""

    def __init__(self, feature: Feature) -> None:
        self.name = feature.name
        self._reactions = {made.kind: react for made, react in feature.on.items()}

    def handle(self, events: Sequence[Event]) -> None:
        """React to each event that the feature cares about."""
        for event in events:
            react = self._reactions.get(event.kind)
            if react is not None:
                react(event, event.fact)


def kind_of(ref: str) -> Kind:
    """The kind behind a ref. Raises NotFound for a malformed ref or a kind nobody brought."""
    try:
        return registry.kinds[refs.parse(ref).kind]
    except (ValueError, KeyError):
        raise NotFound from None


def resolve(actor: Actor, ref: str) -> Any:
    """The thing behind a ref, if it exists for `actor`. Raises NotFound otherwise."""
    thing = resolve_many(actor, [ref]).get(ref)
    if thing is None:
        raise NotFound
    return thing


def resolve_many(actor: Actor, wanted: Iterable[str]) -> dict[str, Any]:
    """The things behind many refs that `actor` may see: one query for each kind."""
    by_kind: dict[str, set[int]] = {}
    for ref in wanted:
        try:
            name, id = refs.parse(ref)
        except ValueError:
            continue
        by_kind.setdefault(name, set()).add(id)
    found: dict[str, Any] = {}
    for name, ids in by_kind.items():
        if (kind := registry.kinds.get(name)) is not None:
            own = readable(actor, select(kind.model).where(kind.model.id.in_(ids))).options(*kind.eager)
            kept = own.execution_options(keeps_plan=True)  # by numbers, as `load`
            found.update({f"{name}:{row.id}": row for row in rows_with(kind.along, kept)})
    if actor is not SYSTEM:  # the hub itself asks for what is there under this very name
        _follow(actor, by_kind, found)
    return found


def _follow(actor: Actor, by_kind: Mapping[str, Collection[int]], found: dict[str, Any]) -> None:
    """Put what has gone into something else under the ref that it had."""
    kinds = {name: registry.kinds[name] for name in by_kind if name in registry.kinds}
    asked = [f"{name}:{id}" for name, kind in kinds.items() if kind.forwards for id in by_kind[name]]
    rows = forwards_of(ref for ref in asked if ref not in found)
    ends = resolve_many(actor, {row.target for row in rows.values()}) if rows else {}
    found.update({ref: ends[row.target] for ref, row in rows.items() if row.target in ends})


def refs_at(paths: Iterable[str]) -> dict[str, str]:
    """path → ref of what stands there, whether it exists or not; other paths are left out."""
    wanted = {path: path.partition("#")[0].partition("?")[0].rstrip("/") for path in paths}
    found: dict[str, str] = {}
    for kind in registry.kinds.values() if wanted else ():
        if kind.paths is not None:
            known = kind.paths(set(wanted.values()))
            found.update({path: known[bare] for path, bare in wanted.items() if bare in known})
    anchors = {kind.anchor: kind.name for kind in registry.kinds.values() if kind.anchor}
    for path in [path for path in found if "#" in path]:
        hit = re.fullmatch(r"([a-z])(\d{1,18})", path.partition("#")[2])
        if hit and hit[1] in anchors:
            found[path] = f"{anchors[hit[1]]}:{int(hit[2])}"
    return found


def url_of(thing: Any) -> str:
    """The address of a thing of any kind."""
    return registry.kinds[thing.ref_kind].url(thing)


def keepers_of(thing: Any) -> list[int]:
    """The ids of the people who look after a thing of any kind, each once."""
    kind = registry.kinds[thing.ref_kind]
    found = kind.keepers(thing) if kind.keepers is not None else [getattr(thing, "author_id", None)]
    return [id for id in dict.fromkeys(found) if id is not None]


def mend_url(actor: Actor, thing: Any) -> str:
    """Where the actor changes a thing without leaving the page they are on; "" where they may not."""
    kind = registry.kinds[thing.ref_kind]
    return kind.mend(actor, thing) if kind.mend is not None else ""


def card_of(thing: Any) -> Card:
    """A thing of any kind in one line."""
    kind = registry.kinds[thing.ref_kind]
    if kind.card is not None:
        return kind.card(thing)
    return Card(ref=thing.ref, title=kind.title(thing), url=kind.url(thing), kind=kind.label)
