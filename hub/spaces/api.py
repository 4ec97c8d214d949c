"""Communities over the API: the list, one, joining and leaving, who is in it."""

from typing import Annotated, Any, Literal

from flask import g
from pydantic import Field, StringConstraints

from hub.core.db import transaction
from hub.core.errors import NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.people.api import PersonName
from hub.people.models import Person
from hub.spaces import actions, queries
from hub.spaces.models import Joining, Space, SpaceKind, SpaceRole, Visibility
from hub.web.api import NothingOut, Out, Paged, api_blueprint, listed, operation
from hub.web.forms import Form, Name, Note, OptionalBody

bp = api_blueprint("spaces")

What = Literal["post", "answer", "curate", "see_cases"]
Grid = dict[What, SpaceRole]


class SpaceOut(Out):
    """A community as everybody who may know of it sees it."""

    id: int
    ref: str
    slug: str
    name: str
    kind: str
    about: str
    visibility: str
    joining: str
    member_count: int
    is_archived: bool
    keeps_talk: bool
    is_official: bool
    has_feed: bool
    has_questions: bool
    has_wiki: bool
    has_cases: bool


class MemberOut(Out):
    """Somebody in a space, and what they are there."""

    person: PersonName
    role: str


class SpaceIn(Form):
    """A new community or desk. `grid`: what → the weakest role that may do it."""

    name: Name
    kind: SpaceKind = SpaceKind.COMMUNITY
    about: OptionalBody = ""
    rules: OptionalBody = ""
    visibility: Visibility = Visibility.EVERYONE
    joining: Joining = Joining.OPEN
    grid: Grid = Field(default_factory=dict)


class SpaceEditIn(Form):
    """What changes of a space; what is left out stays."""

    name: Name | None = None
    about: OptionalBody | None = None
    rules: OptionalBody | None = None
    visibility: Visibility | None = None
    joining: Joining | None = None
    grid: Grid | None = None
    is_archived: bool | None = None
    keeps_talk: bool | None = None
    has_feed: bool | None = None
    has_questions: bool | None = None
    has_wiki: bool | None = None
    has_cases: bool | None = None


class MemberIn(Form):
    """Who is in, as what."""

    handle: Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.handle)]
    role: SpaceRole = SpaceRole.MEMBER


class OfficialIn(Form):
    """Whether administrators stand behind it."""

    official: bool


class JoinedOut(Out):
    """Whether one is in now; if not, a request waits for the people who look after the space."""

    is_member: bool


class SpacesIn(Paged):
    """Narrows the list by words."""

    q: Annotated[str, StringConstraints(max_length=LIMITS.query)] = ""


class JoinIn(Form):
    """A word to those who decide."""

    words: Note = ""


@operation(bp, "GET", "/spaces", verb="list", thing="spaces", out=listed(SpaceOut), query=SpacesIn)
def list_spaces(query: SpacesIn) -> dict[str, Any]:
    """The communities one knows of, largest first."""
    page = queries.communities(g.actor, query.q, after=query.after or 0, size=query.limit)
    return {"items": [tile.space for tile in page.items], "next": page.next}


@operation(bp, "GET", "/spaces/<int:id>", verb="read", thing="space", out=SpaceOut)
def read_space(id: int) -> Space:
    """One space."""
    return load(g.actor, Space, id)


@operation(
    bp, "POST", "/spaces", verb="create", thing="space", out=SpaceOut, body=SpaceIn, scopes=("write",),
    status=201,
)  # fmt: skip
def create_space(body: SpaceIn) -> Space:
    """Open a community or a desk; one owns it."""
    return actions.create_space(g.actor, **body.model_dump())


@operation(
    bp, "PUT", "/spaces/<int:id>", verb="edit", thing="space", out=SpaceOut, body=SpaceEditIn,
    scopes=("write",),
)  # fmt: skip
def edit_space(id: int, body: SpaceEditIn) -> Space:
    """Change what a space is called, shows and allows, or archive it."""
    space = load(g.actor, Space, id)
    values = body.model_dump(exclude_none=True)
    archived = values.pop("is_archived", None)
    if "grid" in values:
        values["grid"] = {**space.grid, **values["grid"]}
    with transaction():
        actions.edit_space(g.actor, space, **values)
        if archived is not None:
            actions.archive_space(g.actor, space, archived)
    return space


@operation(
    bp, "PUT", "/spaces/<int:id>/official", verb="mark", thing="space", out=SpaceOut, body=OfficialIn,
    scopes=("admin",),
)  # fmt: skip
def mark_space(id: int, body: OfficialIn) -> Space:
    """Mark a community as official, or take the mark away."""
    space = load(g.actor, Space, id)
    actions.mark_official(g.actor, space, body.official)
    return space


@operation(
    bp, "PUT", "/spaces/<int:id>/members", verb="admit", thing="member", out=MemberOut, body=MemberIn,
    scopes=("write",),
)  # fmt: skip
def admit_member(id: int, body: MemberIn) -> dict[str, Any]:
    """Bring somebody in, let in who asked, or give another role."""
    space = load(g.actor, Space, id)
    person = load(g.actor, Person, body.handle, by=Person.handle)
    actions.let_in(g.actor, space, person, body.role)
    return {"person": person, "role": body.role.value}


@operation(
    bp, "GET", "/spaces/<int:id>/members", verb="list", thing="members", out=listed(MemberOut), query=Paged
)
def list_members(id: int, query: Paged) -> dict[str, Any]:
    """Who is in a space that one may enter."""
    space = load(g.actor, Space, id)
    if not queries.may_enter(g.actor, space):
        raise NotFound
    page = queries.members(space, after=query.after or 0, size=query.limit)
    return {"items": page.items, "next": page.next}


@operation(
    bp, "POST", "/spaces/<int:id>/membership", verb="join", thing="space", out=JoinedOut, body=JoinIn,
    scopes=("write",),
)  # fmt: skip
def join_space(id: int, body: JoinIn) -> dict[str, bool]:
    """Become a member, or ask to."""
    return {"is_member": actions.join(g.actor, load(g.actor, Space, id), body.words)}


@operation(
    bp, "DELETE", "/spaces/<int:id>/membership", verb="leave", thing="space", out=NothingOut,
    scopes=("write",),
)  # fmt: skip
def leave_space(id: int) -> dict[str, bool]:
    """Stop being a member."""
    actions.leave(g.actor, load(g.actor, Space, id))
    return {"done": True}
