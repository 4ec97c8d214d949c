"""From what a person typed to what is stored: safe HTML, plain text, who and what was mentioned."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from hub.core import context
from hub.core.db import session
from hub.core.errors import Invalid, NeedsYes
from hub.core.events import Subject, record
from hub.core.features import registry
from hub.core.limits import LIMITS
from hub.core.markup import Audience, Heading, Rendered, Site, safe_render, versions_of
from hub.core.permissions import Actor, condition
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import Membership, Space, Visibility
from hub.spaces.topics import meant
from hub.threads.events import PeopleMentioned


@dataclass(frozen=True)
class Written:
    """A text ready to be stored beside its source, and the ids of the people mentioned in it."""

    source: str
    html: str
    text: str
    people: tuple[int, ...]
    refs: tuple[str, ...]
    titles: tuple[str, ...] = ()  # of the pages it names in [[…]]
    headings: tuple[Heading, ...] = ()
    groups: tuple[int, ...] = ()  # spaces whose members are called
    shown: tuple[str, ...] = ()  # titles of the shared blocks that it shows by ![[…]]


def write(
    actor: Actor,
    source: str,
    *,
    space_id: int | None = None,
    wanted: Callable[[str], str] | None = None,
    blocks: Callable[[set[str]], Mapping[str, tuple[str, str]]] | None = None,
    top_heading: int = 3,
    id_prefix: str = "h",
) -> Written:
    """Render `source` as written by `actor`. Mentions resolve to what the actor may see.

    A #topic may be one of the space's own. [[Title]] leads to a page of the same space or of one that is
    open to everybody; else to where `wanted` says that it can be written. ![[Title]] is marked as
    `blocks` says: title → address and label.
    """
    people: dict[str, int] = {}
    groups: dict[str, int] = {}

    def resolve(tokens: Iterable[str]) -> dict[str, tuple[str, str]]:
        found = _resolve(actor, set(tokens), people, groups, space_id)
        shown = {token[3:] for token in tokens if token.startswith("![[")}
        marked = blocks(shown) if blocks is not None and shown else {}
        found |= {f"![[{title}": target for title, target in marked.items()}
        return found | _resolve_titles(set(tokens), space_id, wanted)

    made: Rendered = safe_render(
        source, resolve=resolve, site=Site(current_app.config["HUB"].public_url), top_heading=top_heading,
        id_prefix=id_prefix,
    )  # fmt: skip
    titles = tuple(mention.token[2:] for mention in made.mentions if mention.token.startswith("[["))
    shown = tuple(mention.token[3:] for mention in made.mentions if mention.token.startswith("![["))
    people_ids = tuple(dict.fromkeys(people.values()))
    return Written(
        source, made.html, made.text, people_ids, made.refs, titles, made.headings,
        tuple(dict.fromkeys(groups.values())), shown,
    )  # fmt: skip


VERSION_HEADS = {"short": "Short version", "private": "In private", "link": "Public page"}


def left_behind(before: str, after: str) -> list[str]:
    """The versions of a wording that stayed as they were while another one was changed (D21)."""
    (long, ways), (new_long, new_ways) = versions_of(before), versions_of(after)
    was = {"long": long.strip(), **ways}
    now = {"long": new_long.strip(), **new_ways}
    said = [name for name in now if name != "link" and now[name]]
    same = [name for name in said if now[name] == was.get(name)]
    return same if len(same) < len(said) else []


def as_customer_reads(source: str) -> str:
    """Customer wording as HTML for our own pages: no internal parts, nobody is called by it."""
    if not source:
        return ""
    rest, ways = versions_of(source)
    html = safe_render(rest, audience=Audience.CUSTOMER).html if rest.strip() else ""
    for name, text in ways.items():
        made = safe_render(text, audience=Audience.CUSTOMER).html
        html += f'<p class="ready-title"><b>{VERSION_HEADS[name]}</b></p>{made}'
    return html


def _resolve(
    actor: Actor, tokens: set[str], people: dict[str, int], groups: dict[str, int], space_id: int | None
) -> dict[str, tuple[str, str]]:
    """Token → (address, label) for every @person, @community and #topic that exists."""
    found: dict[str, tuple[str, str]] = {}
    names = {token[1:].lower() for token in tokens if token.startswith("@")}
    topics = {token[1:].lower() for token in tokens if token.startswith("#")}
    numbers = {token[1:] for token in tokens if token.startswith("!")}
    if names:
        for person in session().scalars(select(Person).where(Person.handle.in_(names))):
            found[f"@{person.handle}"] = (f"/people/{person.handle}", f"@{person.name}")
            people[person.handle] = person.id
        statement = select(Space).where(Space.slug.in_(names))
        limit = condition(actor, Space)
        for space in session().scalars(statement if limit is None else statement.where(limit)):
            if f"@{space.slug}" not in found:
                found[f"@{space.slug}"] = (f"/c/{space.slug}", f"@{space.name}")
                groups[space.slug] = space.id
    if topics:
        # Those of other places would be no words to the readers here, whoever writes.
        here = session().get(Space, space_id) if space_id is not None else None
        for word, topic in meant(topics, here).items():
            found[f"#{word}"] = (topic.url, f"#{topic.name}")
    found.update({f"!{number}": (f"/cases/{number}", f"!{number}") for number in numbers})
    return {token: found[token.lower()] for token in tokens if token.lower() in found}


def _resolve_titles(
    tokens: set[str], space_id: int | None, wanted: Callable[[str], str] | None
) -> dict[str, tuple[str, str]]:
    """Token → (address, label) for every [[Title]]."""
    titles = {token[2:] for token in tokens if token.startswith("[[")}
    found: dict[str, tuple[str, str]] = {}
    for kind in registry.kinds.values() if titles else ():
        if kind.titles is not None:
            found.update(kind.titles(titles, space_id))
    if wanted is not None:
        found = {title: (wanted(title), title) for title in titles} | found
    return {f"[[{title}": target for title, target in found.items()}


def tell_mentioned(actor: Actor, subject: Subject, written: Written) -> None:
    """Record who was called by name, inside the action's transaction. Nobody calls himself.

    Whoever calls many by naming a group is asked first: raises NeedsYes, or Invalid where it is too many.
    """
    ids = [id for id in written.people if id != actor.id][: LIMITS.mention_people]
    called = _called(actor, subject.space_id, written)
    ids = list(dict.fromkeys([*ids, *called]))
    if ids:
        record(PeopleMentioned(ids), actor, subject)


def ask_about_reach(actor: Actor, space_id: int, source: str) -> None:
    """Ask now about a text that is told of later, when nobody is there to be asked. Raises the same."""
    _called(actor, space_id, write(actor, source))


def _called(actor: Actor, space_id: int | None, written: Written) -> list[int]:
    called = [id for id in _members(space_id, written.groups) if id != actor.id]
    if called:
        _ask_first(len(called))
    return called


def _members(space_id: int | None, groups: Sequence[int]) -> Sequence[int]:
    """Who is in those spaces and may enter the one that something stands in."""
    space = session().get(Space, space_id) if groups and space_id is not None else None
    if space is None:
        return ()
    found = (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.space_id.in_(groups), Person.deactivated_at.is_(None))
        .distinct()
        .order_by(Membership.person_id)
    )
    if space.visibility != Visibility.EVERYONE:
        inside = select(Membership.person_id).where(Membership.space_id == space.id)
        found = found.where(Membership.person_id.in_(inside))
    return session().scalars(found).all()


def _ask_first(count: int) -> None:
    config = current_app.config["HUB"]
    if count > config.mention_most:
        raise Invalid(
            _(
                "This would call %(count)s people, and %(most)s is the most. Name a smaller group.",
                count=count, most=config.mention_most,
            ),
            field="body",
        )  # fmt: skip
    agreed = context.reach.get()
    if agreed is not None and count > config.mention_ask and count > agreed():
        raise NeedsYes(count)
