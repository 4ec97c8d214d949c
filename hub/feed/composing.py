"""The composer: what it offers where, what it remembers, and what its one text becomes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.features import registry
from hub.core.limits import LIMITS
from hub.core.markup import Audience, plain
from hub.core.permissions import can, readable, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.feed.actions import write_post
from hub.feed.announcing import ROLES, Ask, announce
from hub.feed.drafts import draft_at, forget_draft
from hub.feed.models import PostKind
from hub.feed.rules import ANNOUNCE, may_announce_somewhere
from hub.feed.stream import put
from hub.feed.voting import Terms, write_poll
from hub.people.helping import badge_choices
from hub.people.models import Person
from hub.people.rules import EDIT_OWN
from hub.spaces.models import Space
from hub.spaces.queries import own_communities
from hub.spaces.rules import POST_IN
from hub.spaces.topics import file_under
from hub.web.filters import zone_of
from hub.web.forms import Read, blank

CHOICES = (
    ("question", lazy("Question"), "ask"),
    ("discussion", lazy("Update"), "mega"),
    ("thanks", lazy("Thanks"), "heart"),
    ("poll", lazy("Poll"), "graph"),
)
ANNOUNCING = ("announcement", lazy("Announcement"), "bell")
AT_HOME = "new-post"  # the place of the draft
PARTS = {"question": "questions"}  # of a community; every other kind belongs to its feed
HEADING = 120  # a first line up to this length, with more below it, is a title
SENTENCE = re.compile(r"(?<=[.!?…])\s+")
HASHES = re.compile(r"^#{1,6}\s+")  # of a heading, which a title is anyway
MARKED = re.compile(  # names and marks that only a body shows, or tells anybody of
    r"(^|[\s(])[@#!]\w|[`\[]|\*\S|~~|(^|\s)_\S|https?://|^\s*([-+>|]|\d+[.)])\s"
)


@dataclass(frozen=True)
class Composer:
    """The composer as one reader finds it at one place."""

    form: Read[Any]
    communities: Sequence[tuple[str, str]]
    community: str
    kind: str
    place: str  # of the draft
    placeholder: str
    about: str = ""
    badges: Sequence[tuple[str, str]] = ()
    roles: Sequence[tuple[str, str]] = tuple(ROLES.items())  # of whom an announcement may ask
    choices: Sequence[tuple[str, str, str]] = CHOICES
    zone: str = "UTC"  # on whose clock a later moment is typed


def composer(
    actor: Person,
    space: Space | None = None,
    form: Read[Any] | None = None,
    *,
    preset: dict[str, str] | None = None,
    begun: str | None = None,
) -> Composer | None:
    """For home or a community; None where the actor may not write. begun: the draft, where it is known."""
    choices = _choices(actor, space)
    if space is not None and not (choices and can(actor, POST_IN, space)):
        return None
    places: Sequence[Any] = [space] if space is not None else _places(actor, form)
    given = preset or {}
    place = place_in(space) if space is not None else AT_HOME
    if form is None:
        form = blank(body=given.get("text") or (draft_at(actor, place) if begun is None else begun))
    remembered = actor.settings.get("post_kinds", {})
    offered = [(each.slug, each.name) for each in places]
    community = form.value("community") or given.get("community") or actor.settings.get("post_in", "")
    if community not in {each.slug for each in places}:
        community = _at_first(places)
        if form.error("body") and places:  # it was meant for fewer people, maybe: nobody chooses for them
            community, offered = "", [("", ""), *offered]
    return Composer(
        form=form,
        communities=offered,
        community=community,
        kind=_first_of(choices, form.value("kind") or given.get("kind") or remembered.get(community, "")),
        place=place,
        placeholder=_("Ask or tell %(name)s…", name=space.name)
        if space is not None
        else _("Ask or share something…"),
        about=form.value("about") or given.get("about", ""),
        badges=badge_choices(),
        choices=choices,
        zone=str(zone_of(actor)),
    )


def place_in(space: Space) -> str:
    """Where a draft for this community is kept."""
    return f"new-post:{space.slug}"


def _choices(actor: Person, space: Space | None) -> list[tuple[str, str, str]]:
    """What may be written there: a part that is switched off has no kind."""
    may_announce = can(actor, ANNOUNCE, space) if space is not None else may_announce_somewhere(actor)
    all_of_them = [*CHOICES, ANNOUNCING] if may_announce else list(CHOICES)
    return [each for each in all_of_them if space is None or space.has(PARTS.get(each[0], "feed"))]


def _first_of(choices: Sequence[tuple[str, str, str]], wanted: str) -> str:
    """What was chosen last, where it is offered; else the first that is."""
    names = [name for name, _label, _icon in choices]
    return wanted if wanted in names else names[0]


def _at_first(places: Sequence[Any]) -> str:
    """For somebody who never posted: where everybody is, not the first by the alphabet."""
    everybody = (each.slug for each in places if each.is_all_staff)
    return next(everybody, places[0].slug if places else "")


def _places(actor: Person, form: Read[Any] | None) -> Sequence[Any]:
    """One's own communities; a refused text also keeps the one that it was meant for."""
    own = own_communities(actor)
    slug = str(form.value("community")) if form is not None else ""
    if not slug or slug in {each.slug for each in own}:
        return own
    meant = session().scalars(readable(actor, select(Space)).where(Space.slug == slug)).one_or_none()
    return [meant, *own] if meant is not None and can(actor, POST_IN, meant) else own


def send(
    actor: Person,
    space: Space,
    kind: str,
    text: str,
    *,
    about: str = "",
    badge: str = "",
    poll: Terms | None = None,
    ask: Ask | None = None,
    topics: Sequence[str] = (),
) -> Any:
    """Make what the composer says, and remember how. One transaction."""
    with transaction():
        made = make(actor, space, kind, text, about=about, badge=badge, poll=poll, ask=ask, topics=topics)
        _remember(actor, space, kind)
        forget_drafts(actor, space)
    return made


def make(
    actor: Person,
    space: Space,
    kind: str,
    text: str,
    *,
    about: str = "",
    badge: str = "",
    poll: Terms | None = None,
    ask: Ask | None = None,
    topics: Sequence[str] = (),
) -> Any:
    """A question where questions live, else a post. Drafts stay: this may happen while another is written."""
    require(actor, POST_IN, space)
    title, body = headed(text, must=kind == "question")
    with transaction():
        if kind == "question":
            begin = registry.kinds["question"].start
            if begin is None:
                raise LookupError("the kind 'question' cannot be started from elsewhere")
            made = begin(actor, space, title, body)
            put(made)
        elif poll is not None:
            made = write_poll(actor, space, body or title, title if body else "", poll)
        elif ask is not None:
            made = announce(actor, space, body or title, title if body else "", ask)
        else:
            made = write_post(
                actor, space, body or title, title if body else "", kind=PostKind(kind), about=about,
                badge=badge,
            )  # fmt: skip
        if topics:
            file_under(made.ref, topics, space.id)
    return made


def forget_drafts(actor: Person, space: Space) -> None:
    """What the composers here and at home held was sent, or planned."""
    forget_draft(actor, AT_HOME)
    forget_draft(actor, f"new-post:{space.slug}")


def headed(text: str, *, must: bool) -> tuple[str, str]:
    """A text as title and body. Where a title must be, a long first line gives its first sentence.

    A title is shown as it stands and calls nobody: a first line with names or marks stays in the body, too.
    """
    whole = text.strip()
    first, _, rest = whole.partition("\n")
    first, rest = HASHES.sub("", first.strip()), rest.strip()
    marked = MARKED.search(first)
    if not must:
        return (first, rest) if rest and not marked and len(first) <= HEADING else ("", whole)
    if marked:
        first, rest = " ".join(plain(first, audience=Audience.INSIDE).split()) or first, whole
    if len(first) <= LIMITS.title:
        return first, rest
    sentence = SENTENCE.split(first, maxsplit=1)[0]
    if len(sentence) <= LIMITS.title:
        return sentence, whole if marked else whole[len(sentence) :].strip()
    return first[: LIMITS.title - 1].rsplit(" ", 1)[0] + "…", whole


def _remember(actor: Person, space: Space, kind: str) -> None:
    """The next post here begins as this kind, and the composer at home in this community."""
    require(actor, EDIT_OWN, actor)
    if kind == ANNOUNCING[0]:
        return  # asking a whole community is chosen each time
    kinds = {**actor.settings.get("post_kinds", {}), space.slug: kind}
    actor.settings = {**actor.settings, "post_kinds": kinds, "post_in": space.slug}
