"""The directory of colleagues (PE03): filters that combine, each of them a condition, paged by key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, exists, func, select

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.limits import LIMITS
from hub.core.words import language_name
from hub.people.following import followed_among, is_followed
from hub.people.hours import at_work, is_at_work
from hub.people.models import Person, ProfileWord
from hub.people.profile import KNOWS, SPEAKS, folded
from hub.people.queries import colleagues, page_of
from hub.spaces.models import Membership, Space
from hub.spaces.queries import may_enter, own_communities
from hub.spaces.rules import spaces_one_knows_of
from hub.spaces.topics import other_names_of, slug_of, topic_at, words_of
from hub.web.paging import Page

MOST_CHOICES = 300


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Empty fields narrow nothing."""

    q: str = ""
    topic: str = ""
    community: str = ""
    place: str = ""
    language: str = ""
    available: str = ""
    followed: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Asked":
        """From the query of an address; too long is cut."""
        return cls(**{each.name: args.get(each.name, "")[: LIMITS.query].strip() for each in fields(cls)})

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set."""
        return {each.name: value for each in fields(self) if (value := str(getattr(self, each.name)))}

    def url(self, **other: str) -> str:
        """The address of these filters with some changed."""
        wanted = {name: value for name, value in {**self.chosen, **other}.items() if value}
        return f"/people?{urlencode(wanted)}" if wanted else "/people"


@dataclass(frozen=True)
class Directory:
    """A page of it, and what can be chosen."""

    asked: Asked
    found: Page[Person]
    followed: set[int]
    places: Sequence[str] = ()
    languages: Sequence[str] = ()
    topics: Sequence[str] = ()
    communities: Sequence[tuple[str, str]] = ()

    @property
    def at_work(self) -> set[int]:
        """Those of the page who are at work now."""
        return {person.id for person in self.found.items if is_at_work(person)}

    @property
    def place_options(self) -> list[tuple[str, str]]:
        """The places as a choice; one that is asked for stays to be seen."""
        return [(place, place) for place in dict.fromkeys((*self.places, self.asked.place)) if place]

    @property
    def language_options(self) -> list[tuple[str, str]]:
        """The languages as a choice, by their names."""
        known = {each: language_name(each) for each in (*self.languages, self.asked.language) if each}
        return sorted(known.items(), key=lambda each: each[1].casefold())


def directory(actor: Person, asked: Asked, *, after: int | None = None, choices: bool = True) -> Directory:
    """Colleagues who meet all that is asked for. choices: whether the form is shown, too."""
    statement = colleagues(actor, asked.q)
    if asked.topic:
        statement = statement.where(_has(KNOWS, *_names(actor, asked.topic)))
    if asked.language:
        statement = statement.where(_has(SPEAKS, asked.language))
    if asked.place:
        statement = statement.where(Person.place == asked.place)
    if asked.available:
        statement = statement.where(at_work())
    if asked.followed:
        statement = statement.where(is_followed(actor, Person.id))
    space = _community(actor, asked.community) if asked.community else None
    if asked.community:
        inside = exists().where(
            Membership.person_id == Person.id, Membership.space_id == (space.id if space else None)
        )
        statement = statement.where(inside)
    found = page_of(statement, after)
    followed = followed_among(actor, found.items)
    if not choices:
        return Directory(asked, found, followed)
    communities = [(each.slug, each.name) for each in own_communities(actor)]
    if space is not None and space.slug not in dict(communities):
        communities.append((space.slug, space.name))
    return Directory(
        asked, found, followed, _places(), _words(SPEAKS), _words(KNOWS), communities
    )  # fmt: skip


def _community(actor: Person, slug: str) -> Space | None:
    """A community whose members the actor may see."""
    known = select(Space).where(Space.slug == slug, spaces_one_knows_of(actor))
    space = session().scalars(known).one_or_none()
    return space if space is not None and may_enter(actor, space) else None


def _names(actor: Person, word: str) -> set[str]:
    """The word, and all other names of the topic that it means."""
    try:
        topic = topic_at(actor, slug_of(word))
        return {folded(word), *words_of(topic, other_names_of(actor, [topic]).get(topic.id, ()))}
    except NotFound:
        return {folded(word)}


def _has(kind: str, *words: str) -> ColumnElement[bool]:
    """Whether one of these is among the words of the profile, as a whole."""
    wanted = {folded(word) for word in words}
    return exists().where(
        ProfileWord.person_id == Person.id, ProfileWord.kind == kind, ProfileWord.word.in_(wanted)
    )


def _words(kind: str) -> Sequence[str]:
    """The words that several people use first, without saying how many they are."""
    statement = select(ProfileWord.word).where(ProfileWord.kind == kind).group_by(ProfileWord.word)
    order = (func.count().desc(), ProfileWord.word)
    return sorted(session().scalars(statement.order_by(*order).limit(MOST_CHOICES)))


def _places() -> Sequence[str]:
    statement = select(Person.place).where(Person.place != "", Person.deactivated_at.is_(None)).distinct()
    return session().scalars(statement.order_by(Person.place).limit(MOST_CHOICES)).all()
