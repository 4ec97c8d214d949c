"""The operators that can be clicked: what results may be narrowed by, in words, with their numbers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from hub.channels.kinds import TRAITS
from hub.core.permissions import Actor
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.models import Topic
from hub.spaces.topics import slugs_meant
from search.analysis import facet_value
from search.query import Filter, Query

MOST = 6
# Operator → the facet behind it, and what stands above it.
CLICKED = {
    "state": ("state", lazy("State")),
    "topic": ("topic", lazy("Topic")),
    "channel": ("channel", lazy("Channel")),
    "by": ("author", lazy("By whom")),
    "has": ("has", lazy("With")),
}
WORDS = {
    "open": lazy("Open"), "new": lazy("New"), "solved": lazy("Solved"), "closed": lazy("Closed"),
    "waiting_customer": lazy("Waiting for the customer"),
    "waiting_colleague": lazy("Waiting for a colleague"),
    "archived": lazy("Archived"), "obsolete": lazy("Obsolete"), "validated": lazy("Validated"),
    "case": lazy("A customer’s case"), "rating": lazy("A rating"), "answer": lazy("An answer"),
    "accepted": lazy("An accepted answer"), "wording": lazy("Customer wording"),
}  # fmt: skip
SPELT = {facet_value(value): label for value, label in WORDS.items()}


@dataclass(frozen=True)
class Choice:
    """Something to narrow by, with its number of results."""

    value: str
    label: str
    count: int
    is_chosen: bool
    url: str = ""


@dataclass(frozen=True)
class Group:
    """What one operator offers."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def is_chosen(self) -> bool:
        """Whether it narrows already."""
        return any(each.is_chosen for each in self.choices)


def with_topics_meant(actor: Actor, query: Query) -> Query:
    """Let a topic be found under any of its names, also that of one community by its bare word."""
    wanted = {value for each in query.filters if each.name == "topic" for value in each.values}
    if not wanted:
        return query
    slugs = slugs_meant(actor, wanted)

    def widened(each: Filter) -> Filter:
        if each.name != "topic":
            return each
        known = (slugs.get(value, set()) for value in each.values)
        return replace(each, values=tuple(sorted(set(each.values).union(*known))))

    return replace(query, filters=tuple(widened(each) for each in query.filters))


def choices(chosen: Collection[str], counts: Mapping[str, int], names: Mapping[str, str]) -> list[Choice]:
    """Those that have a name, most results first; what is chosen is never left out."""
    found = {**dict.fromkeys(chosen, 0), **counts}
    made = [Choice(v, str(names[v]), count, v in chosen) for v, count in found.items() if v in names]
    return sorted(made, key=lambda choice: (-choice.count, choice.label))


def groups(
    chosen: Mapping[str, Collection[str]], counts: Mapping[str, Mapping[str, int]],
    people: Iterable[Person], topics: Iterable[Topic],
) -> list[Group]:  # fmt: skip
    """What may be clicked for these results; where there is nothing to choose, nothing is offered.

    `people` and `topics`: those who are called as `values_of` says, and perhaps others.
    """
    called = {
        "by": {facet_value(person.handle): person.name for person in people},
        "topic": {facet_value(topic.slug): topic.name for topic in topics},
        "channel": {facet_value(kind): str(traits.label) for kind, traits in TRAITS.items()},
    }
    made = []
    for name, (_facet, label) in CLICKED.items():
        names = called[name] if name in called else _spelt(values_of(name, chosen, counts))
        offered = choices(chosen[name], _most(name, counts), names)
        if len(offered) > 1 or chosen[name]:
            made.append(Group(name, str(label), offered))
    return made


def values_of(
    operator: str, chosen: Mapping[str, Collection[str]], counts: Mapping[str, Mapping[str, int]]
) -> set[str]:
    """What an operator offers, and what is chosen: all that needs a name."""
    return {*_most(operator, counts), *chosen[operator]}


def _most(operator: str, counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    found = counts.get(CLICKED[operator][0], {}).items()
    return dict(sorted(found, key=lambda pair: -pair[1])[:MOST])


def _spelt(values: Collection[str]) -> dict[str, str]:
    return {value: str(SPELT.get(value, value.replace("_", " ").capitalize())) for value in values}
