"""The palette under Ctrl+K: recent things, what is typed, people after @, topics after #, actions after >."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import url_for
from markupsafe import Markup
from sqlalchemy import select

from hub.core.db import session
from hub.core.features import Card, card_of, registry, resolve_many
from hub.core.index import index
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.indexing.asking import asked
from hub.indexing.results import SURE, standing
from hub.indexing.tabs import ASIDE, tabs
from hub.people.models import Person, Reading
from hub.spaces.audiences import audiences_of
from hub.web.keys import own_key
from search.analysis import fold
from search.engine import Hit, IndexUnusable
from search.query import Filter, Query
from search.snippets import highlighted_html

EACH = 4
RECENT = 6
QUICK = 0.1  # seconds an answer may take while somebody types


@dataclass(frozen=True)
class Option:
    """A line of the palette."""

    label: Markup | str
    url: str
    icon: str
    end: str = ""
    key: str = ""
    insert: str = ""  # the customer wording, for an open reply
    chip: str = ""  # ref and name of the source that goes with it
    by: str = ""
    ref: str = ""  # of what was found


Group = tuple[str, Sequence[Option]]


def palette(actor: Person, typed: str, path: str = "") -> list[Group]:
    """What the palette shows for what was typed, the likeliest group first; `path`: the page below."""
    words = " ".join(typed.replace("\0", "").split())[: LIMITS.query]
    sign, rest = words[:1], words[1:].strip()
    try:
        if not words:
            here = _here(actor, path, "")[:EACH]
            return [(_("Recent"), _recent(actor)), (_("Here"), here), (_("Do"), _actions(actor, "")[:EACH])]
        if sign == ">":
            return [(_("Here"), _here(actor, path, rest)), (_("Do"), _actions(actor, rest))]
        if sign == "@":
            return [(_("People"), _found(actor, rest, ("person",), 2 * EACH) if rest else [])]
        if sign == "#":
            return [
                (
                    _("Topics and communities"),
                    _found(actor, rest, ("topic", "space"), 2 * EACH) if rest else [],
                )
            ]
        return [*_typed(actor, words), (_("Here"), _here(actor, path, words)[:EACH])]
    except IndexUnusable:
        return [("Do", [_whole_page(words), *_actions(actor, words)])]


def _typed(actor: Person, words: str) -> list[Group]:
    knowledge = tuple(
        kind.name for kind in registry.kinds.values()
        if kind.document is not None and kind.name not in (*ASIDE, "case")
    )  # fmt: skip
    ask = Option(
        _("Ask “%(words)s” as a new question", words=words[:60]), f"/q/new?text={quote(words)}", "ask"
    )
    return [
        (_("Answers"), _found(actor, words, knowledge, EACH)),
        (_("Cases"), _found(actor, words, ("case",), EACH)),
        (_("People and places"), _found(actor, words, ("person", "space", "topic"), EACH)),
        ("Do", [*_actions(actor, words)[: EACH - 2], ask, _whole_page(words)]),
    ]


def _found(actor: Person, words: str, kinds: Sequence[str], limit: int) -> list[Option]:
    query = asked(words, {}).typed.while_typing()
    if query.is_empty:
        return []
    narrowed = Query(query.terms, (*query.filters, Filter("kind", tuple(sorted(kinds)))), query.dates)
    hits = index().engine.find(narrowed, audiences_of(actor), limit=limit * 2, seconds=QUICK).hits
    return _options(actor, hits, query)[:limit]


def _options(actor: Person, hits: Sequence[Hit], query: Query) -> list[Option]:
    things = standing(actor, hits)
    options: dict[str, Option] = {}
    for hit in hits:
        if hit.key in things:
            thing = things[hit.key]
            card = card_of(thing)
            options.setdefault(card.url.partition("#")[0], _option(thing, card, query))
    return list(options.values())


def _option(thing: object, card: Card, query: Query) -> Option:
    kind = registry.kinds[thing.ref_kind]  # type: ignore[attr-defined]
    wording = kind.customer_text(thing) if kind.customer_text else None
    is_sure = wording is not None and wording.trust in SURE
    label = f"{card.title}: {card.excerpt[:60]}" if card.channel and card.excerpt else card.title
    return Option(
        highlighted_html(label, query.marks), card.url, "seal" if is_sure else card.icon or "right",
        end=_("Customer-ready") if is_sure else card.state or card.kind,
        insert=wording.text if wording is not None and is_sure else "",
        chip=card.ref if is_sure else "", by=card.by, ref=card.ref,
    )  # fmt: skip


def _recent(actor: Person) -> list[Option]:
    statement = select(Reading.ref).where(Reading.person_id == actor.id).order_by(Reading.at.desc())
    refs = list(session().scalars(statement.limit(RECENT)))
    things = resolve_many(actor, refs)
    cards = [card_of(things[ref]) for ref in refs if ref in things]
    return [Option(card.title, card.url, card.icon or "history", end=card.kind) for card in cards]


def _actions(actor: Person, words: str) -> list[Option]:
    keys = {"home": "G H", "questions": "G Q", "cases": "G C", "wiki": "G W", "people": "G P"}
    actions = [
        Option(_("Write a post"), "/#new", "plus", key=own_key("C")),
        Option(_("Ask a question"), "/q/new", "ask"),
        Option(_("See your notifications"), "/notifications", "bell", key=own_key("G N")),
        *(
            Option(_("Go to %(label)s", label=item.label), url_for(item.endpoint), item.icon,
                   key=own_key(keys.get(item.name, "")))
            for item in registry.nav() if item.shown(actor)
        ),
        Option(_("Choose what reaches you"), "/settings/notifications", "sliders"),
        Option(_("Switch between light and dark"), "/settings/appearance", "sun"),
        Option(_("Keyboard shortcuts"), "/settings/keyboard", "kbd", key=own_key("?")),
        Option(_("Your profile and settings"), "/settings/profile", "user"),
    ]  # fmt: skip
    wanted = fold(words).split()
    return [each for each in actions if all(word in fold(str(each.label)) for word in wanted)]


def _here(actor: Person, path: str, words: str) -> list[Option]:
    """What features offer to do on the page that lies below."""
    wanted = fold(words).split()
    offers = [offer for feature in registry.features.values() for offer in feature.offers] if path else []
    options = [Option(*each) for offer in offers for each in offer(actor, path)]
    return [each for each in options if all(word in fold(str(each.label)) for word in wanted)]


def _whole_page(words: str) -> Option:
    count = len(tabs()) > 1
    return Option(
        _("All results for “%(words)s”", words=words[:60]) if count else _("Search"),
        f"/search?q={quote(words)}",
        "search",
    )
