"""Communities over the API: the list, one, joining and leaving, who is in it."""

from typing import Annotated, Any

from flask import g
from pydantic import StringConstraints

from hub.core.errors import NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.people.api import PersonName
from hub.spaces import actions, queries
from hub.spaces.models import Space
from hub.web.api import NothingOut, Out, Paged, api_blueprint, listed, operation
from hub.web.forms import Form, Note

bp = api_blueprint("spaces")


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


class MemberOut(Out):
    """Somebody in a space, and what they are there."""

    person: PersonName
    role: str


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
