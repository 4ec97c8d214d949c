"""The pages of one community as one person sees them: finished values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.core.permissions import can, verdict
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.attention import watch_items
from hub.people.models import Person
from hub.spaces import queries
from hub.spaces.leaving import is_asked
from hub.spaces.models import (
    GRID_DEFAULTS,
    PARTS,
    Joining,
    JoinRequest,
    Membership,
    Space,
    SpaceKind,
    SpaceRole,
)
from hub.spaces.rules import EDIT_SPACE, JOIN, MARK_OFFICIAL, role_in
from hub.web.forms import Read, blank
from hub.web.paging import Page

RIGHTS = {
    "post": lazy("Post and ask"),
    "answer": lazy("Answer and comment"),
    "curate": lazy("Curate questions and pages"),
    "see_cases": lazy("See the cases behind questions"),
}


TABS = {
    "posts": lazy("Posts"),
    "questions": lazy("Questions"),
    "wiki": lazy("Wiki"),
    "people": lazy("People"),
    "about": lazy("About"),
}


@dataclass(frozen=True)
class CommunityPage:
    """A community, one of its tabs, and what this person may do."""

    space: Space
    tab: str
    role: SpaceRole | None
    is_inside: bool
    may_join: bool
    may_edit: bool
    may_mark: bool
    has_asked: bool
    attention: str
    hosts: Sequence[Membership] = ()
    contacts: Sequence[Person] = ()
    members: Page[Membership] = field(default_factory=lambda: Page([]))
    requests: Sequence[JoinRequest] = ()

    @property
    def is_member(self) -> bool:
        """Whether the reader belongs to it."""
        return self.role is not None

    @property
    def seen_by(self) -> str:
        """Who may read it, in words."""
        return queries.SEEN_BY[self.space.visibility]

    @property
    def join_label(self) -> str:
        """What the button says: joining, or asking to."""
        return _("Join") if self.space.joining == Joining.OPEN else _("Ask to join")

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """The parts of the community."""
        counts = {"people": len(self.requests)}
        return [
            {
                "name": name,
                "label": label,
                "url": self.space.url if name == "posts" else f"{self.space.url}/{name}",
                "current": name == self.tab,
                "count": counts.get(name, 0),
            }
            for name, label in TABS.items()
            if self.space.has(part_of(name))
        ]

    @property
    def host_names(self) -> str:
        """Whom to ask, in words."""
        return queries.names_of([membership.person for membership in self.hosts])

    @property
    def rights(self) -> list[tuple[str, str]]:
        """The grid in words: what, and who."""
        is_desk = self.space.kind == SpaceKind.DESK
        shown = [what for what in RIGHTS if is_desk or what != "see_cases"]
        return [
            (
                RIGHTS[what],
                self.space.least_role(what).and_above,
            )
            for what in shown
        ]

    @property
    def levels(self) -> list[dict[str, Any]]:
        """How much there is to hear, to choose from."""
        return watch_items(self.space.ref, self.attention, self.space.url)

    @property
    def menu(self) -> list[dict[str, Any]]:
        """What can be done with it."""
        url = self.space.url
        lines: list[dict[str, Any]] = []
        if self.may_mark:
            off = self.space.is_official
            label = _("Take the official mark away") if off else _("Mark as official")
            fields = {"on": "0" if off else "1"}
            lines.append(
                {"label": label, "url": f"{url}/official", "icon": "seal", "post": True, "fields": fields}
            )
        if self.may_edit:
            lines.append({"label": _("Edit"), "url": f"{url}/edit", "icon": "edit"})
            label = _("Open it again") if self.space.is_archived else _("Archive")
            on = "0" if self.space.is_archived else "1"
            fields = {"on": on}
            lines.append(
                {"label": label, "url": f"{url}/archiving", "icon": "inbox0", "post": True, "fields": fields}
            )
        return lines

    @property
    def leaving(self) -> list[dict[str, Any]]:
        """The way out, for members who may go."""
        if not self.is_member or self.space.is_all_staff:
            return []
        asks = is_asked(self.space, self.role)
        label = _("Leave…") if asks else _("Leave")
        return [{"label": label, "url": f"{self.space.url}/departure", "icon": "door", "post": not asks}]


def part_of(tab: str) -> str:
    """The part of a space that a tab shows."""
    return "feed" if tab == "posts" else tab


def first_tab(space: Space) -> str:
    """What the address of the community itself shows."""
    return next(tab for tab in ("posts", "questions", "wiki", "about") if space.has(part_of(tab)))


def community_page(actor: Person, space: Space, tab: str, after: int = 0) -> CommunityPage:
    """Everything that one tab needs and nothing that another one does."""
    role = role_in(actor, space)
    is_inside = queries.may_enter(actor, space)
    may_edit = can(actor, EDIT_SPACE, space)
    open_to_join = role is None and space.joining != Joining.INVITATION and bool(verdict(actor, JOIN, space))
    return CommunityPage(
        space=space,
        tab=tab,
        role=role,
        is_inside=is_inside,
        may_join=open_to_join,
        may_edit=may_edit,
        may_mark=can(actor, MARK_OFFICIAL, space),
        has_asked=open_to_join and space.joining == Joining.REQUEST and queries.has_asked(actor, space),
        attention=queries.attention_to(actor, space),
        hosts=space.hosts[: queries.MOST_HOSTS],
        contacts=queries.contacts_of(space) if is_inside and tab == "about" else (),
        members=queries.members(space, after=after) if is_inside and tab == "people" else Page([]),
        requests=queries.requests_of(space) if may_edit and space.joining == Joining.REQUEST else (),
    )


def filled(space: Space) -> Read[Any]:
    """The form for a space as it is."""
    names = [f"@{person.handle}" for person in queries.contacts_of(space)]
    links = [f"{link['title']} | {link['url']}" for link in space.links if link.get("url")]
    return blank(
        name=space.name, about=space.about, rules=space.rules, visibility=space.visibility.value,
        joining=space.joining.value, ask_about=", ".join(space.ask_about), links="\n".join(links),
        contacts=", ".join(names), keeps_talk=space.keeps_talk,
        parts=[part for part in PARTS if space.has(part)],
        **{what: space.least_role(what).value for what in GRID_DEFAULTS},
    )  # fmt: skip
