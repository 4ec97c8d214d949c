"""What stands around every page: places, communities, counts, the person. Finished values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app, request, url_for

from config import Config
from hub.core.features import registry
from hub.core.permissions import Actor, can
from hub.core.words import gettext as _
from hub.inbox.queries import standing
from hub.people.models import Person, Role
from hub.people.rules import ADMINISTER, READ_AUDIT
from hub.spaces import queries as spaces
from hub.spaces.belonging import Belonging

# Pages of other features that people look for at a place of the navigation: there one is, then.
WITHIN = {
    "cases": ("/cases/", "/problems", "/snippets", "/customers/", "/together/"),
    "curation": ("/curate/", "/recalls"),
    "spaces": ("/people/",),  # colleagues are listed there
    "communities": ("/c/",),  # which is no place of its own: one's communities stand below
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A line of the main navigation."""

    name: str
    label: str
    url: str
    icon: str
    count: int | None
    hot: bool
    current: bool


@dataclass(frozen=True)
class Frame:
    """Everything base.html shows besides the page itself."""

    product: str
    organisation: str
    places: list[Place]
    communities: Sequence[Belonging]
    notices_new: int
    person: Person
    live_after: int = 0  # what happened up to this event, the page shows
    menu: list[tuple[str, str]] = field(default_factory=list)
    administers: bool = False  # else the pages that others reach too name no way that is closed to them

    @property
    def has_cases(self) -> bool:
        """Whether this person works on cases: keys for them are of use to nobody else."""
        return any(place.name == "cases" for place in self.places)


def frame_for(actor: Actor) -> Frame | None:
    """The frame for a signed-in person; None for visitors."""
    if not isinstance(actor, Person) or not actor.is_active:
        return None
    config: Config = current_app.config["HUB"]
    now = standing(actor)
    return Frame(
        product=config.product,
        organisation=config.organisation,
        places=_places(actor, now.numbers),
        communities=spaces.own_communities(actor),
        notices_new=now.new,
        person=actor,
        live_after=now.up_to,
        menu=_menu(actor),
        administers=can(actor, ADMINISTER),
    )


def _menu(actor: Person) -> list[tuple[str, str]]:
    """What is behind one's own face."""
    lines = [
        (_("Ask a question"), "/q/new"),
        (_("Messages"), "/messages"),
        (_("Saved"), "/saved"),
        (_("Settings"), "/settings/profile"),
        (_("Drafts"), "/drafts"),
        (_("Communities"), "/c"),
        (_("Topics"), "/topics"),
    ]
    if actor.has(Role.AGENT, Role.SUPERVISOR):
        lines += [(_("Simulator"), "/simulator"), (_("Channels"), "/admin/channels")]
    if can(actor, ADMINISTER):
        lines.append((_("Administration"), "/admin"))
    elif can(actor, READ_AUDIT):
        lines.append((_("Audit log"), "/admin/audit"))
    return [*lines, (_("Sign out"), "/sign-out")]


def _places(actor: Person, numbers: Mapping[str, int]) -> list[Place]:
    own = (request.endpoint or "").partition(".")[0]
    here = next((name for name, paths in WITHIN.items() if f"{request.path}/".startswith(paths)), own)
    return [
        Place(
            name=item.name,
            label=item.label,
            url=url_for(item.endpoint),
            icon=item.icon,
            count=item.count(actor) if item.count else numbers.get(item.name),
            hot=item.hot,
            current=item.endpoint.partition(".")[0] == here,
        )
        for item in registry.nav()
        if item.shown(actor)
    ]
