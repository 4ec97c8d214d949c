"""The addresses of communities and topics: reading, joining, looking after them."""

from typing import Any

from flask import Blueprint, Response, g, request

from hub.core.errors import HubError, NotFound
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces import actions, queries
from hub.spaces.directory import Asked, directory
from hub.spaces.forms import InviteForm, JoinForm, LeaveForm, SpaceForm, on_or_off, values_of
from hub.spaces.leaving import is_asked, leaving
from hub.spaces.models import Space, SpaceKind, SpaceRole, Visibility
from hub.spaces.pages import community_page, filled, first_tab, part_of
from hub.spaces.rules import CREATE_SPACE, EDIT_SPACE, ENTER_PEOPLE, role_in
from hub.web.forms import Read, blank, read
from hub.web.guard import wants_fragment
from hub.web.once import once
from hub.web.pages import done, fragment_or_page, page, slot
from hub.web.paging import after

bp = Blueprint("spaces", __name__, template_folder="../templates")

TABS = ("questions", "wiki", "people", "about")


@bp.get("/c")
def communities() -> str:
    found = queries.communities(g.actor, request.args.get("q", ""), after=after() or 0)
    words = request.args.get("q", "")
    may_create = can(g.actor, CREATE_SPACE)
    return fragment_or_page(
        "spaces/_tiles.html", "spaces/communities.html", found=found, words=words, may_create=may_create
    )


@bp.get("/c/new")
def new_page() -> str:
    require(g.actor, CREATE_SPACE)
    if request.args.get("kind") == "desk":
        form = blank(kind="desk", visibility="hidden", joining="invitation")
    else:
        form = blank(kind="community", visibility="everyone", joining="open")
    return page("spaces/edit.html", space=None, form=form)


@bp.post("/c")
@once
def create() -> Any:
    require(g.actor, CREATE_SPACE)
    form = read(SpaceForm)
    try:
        values = values_of(form)
        if form.ok:
            made = actions.create_space(g.actor, kind=SpaceKind(form.data.kind), **values)
            return done(made.url, say=_("%(name)s is open.", name=made.name))
    except HubError as error:
        form.refuse(error.field or "name", error.message)
    return page("spaces/edit.html", space=None, form=form), 422


@bp.get("/c/<slug>")
def community(slug: str) -> str:
    space = _shown_space(slug)
    if wants_fragment():
        if not queries.may_enter(g.actor, space):
            raise NotFound
        if not space.has("feed"):
            raise NotFound
        return str(slot("community.posts", space))
    shown = community_page(g.actor, space, first_tab(space))
    actions.visit(g.actor, space)
    return page("spaces/community.html", shown=shown)


@bp.get("/c/<slug>/<tab>")
def part(slug: str, tab: str) -> str:
    if tab not in TABS:
        raise NotFound
    space = _shown_space(slug)
    if not space.has(part_of(tab)):
        raise NotFound
    if wants_fragment() and queries.may_enter(g.actor, space):
        if tab == "people":
            return page("spaces/_members.html", shown=community_page(g.actor, space, tab, after() or 0))
        return str(slot(f"community.{tab}", space))
    return page("spaces/community.html", shown=community_page(g.actor, space, tab, after() or 0))


@bp.post("/c/<slug>/membership")
def join(slug: str) -> Any:
    space = _space(slug)
    form = read(JoinForm)
    if form.ok:
        entered = actions.join(g.actor, space, form.data.words)
        said = (
            _("Welcome to %(name)s.", name=space.name)
            if entered
            else _("Your request waits for the people who look after it.")
        )
        return done(space.url, say=said)
    return page("spaces/community.html", shown=community_page(g.actor, space, "posts"), form=form), 422


@bp.get("/c/<slug>/departure")
def leave_page(slug: str) -> str:
    space = _space(slug)
    if role_in(g.actor, space) is None:
        raise NotFound
    return page("spaces/leave.html", leaving=leaving(g.actor, space))


@bp.post("/c/<slug>/departure")
def leave(slug: str) -> Any:
    space = _space(slug)
    role, form = role_in(g.actor, space), read(LeaveForm)
    is_sure = form.ok and (form.data.sure or not is_asked(space, role))
    if role is not None and not is_sure:
        return page("spaces/leave.html", leaving=leaving(g.actor, space)), 422
    actions.leave(g.actor, space)
    onward = "/c" if space.visibility == Visibility.HIDDEN else space.url
    back = "" if is_asked(space, role) else f"{space.url}/membership"
    return done(onward, say=_("You have left %(name)s.", name=space.name), undo=back)


@bp.get("/c/<slug>/edit")
def edit_page(slug: str) -> str:
    space = _space(slug)
    require(g.actor, EDIT_SPACE, space)
    return page("spaces/edit.html", space=space, form=filled(space))


@bp.post("/c/<slug>/edit")
def edit(slug: str) -> Any:
    space = _space(slug)
    require(g.actor, EDIT_SPACE, space)
    form = read(SpaceForm)
    try:
        values = values_of(form)
        if form.ok:
            actions.edit_space(g.actor, space, **values)
            return done(space.url, say=_("Saved."))
    except HubError as error:
        form.refuse(error.field or "name", error.message)
    return page("spaces/edit.html", space=space, form=form), 422


@bp.post("/c/<slug>/archiving")
def archive(slug: str) -> Any:
    space = _space(slug)
    archived = on_or_off()
    actions.archive_space(g.actor, space, archived)
    said = (
        _("%(name)s is archived: it can be read and searched.", name=space.name)
        if archived
        else _("%(name)s is open again.", name=space.name)
    )
    return done(space.url, say=said)


@bp.post("/c/<slug>/official")
def mark_official(slug: str) -> Response:
    space = _space(slug)
    official = on_or_off()
    actions.mark_official(g.actor, space, official)
    said = (
        _("%(name)s is marked as official.", name=space.name)
        if official
        else _("%(name)s is not marked as official any more.", name=space.name)
    )
    return done(space.url, say=said)


@bp.post("/c/<slug>/members")
def let_in(slug: str) -> Any:
    """Invite somebody, let in who asked, or give another role."""
    space = _space(slug)
    require(g.actor, ENTER_PEOPLE, space)
    form: Read[InviteForm] = read(InviteForm)
    handle = form.data.handle.lstrip("@").lower() if form.ok else ""
    found = queries.people_by_handle([handle]) if form.ok else {}
    if form.ok and not found:
        form.refuse("handle", _("There is no colleague @%(handle)s. Look in the directory.", handle=handle))
    if not form.ok:
        return page("spaces/community.html", shown=community_page(g.actor, space, "people"), form=form), 422
    person = found[handle]
    try:
        actions.let_in(g.actor, space, person, SpaceRole(form.data.role))
    except HubError as error:
        form.refuse("handle", error.message)
        return page("spaces/community.html", shown=community_page(g.actor, space, "people"), form=form), 422
    return done(
        f"{space.url}/people",
        say=_(
            "%(name)s is %(role)s of %(space)s.",
            name=person.name,
            role=SpaceRole(form.data.role).with_article,
            space=space.name,
        ),
    )


@bp.post("/c/<slug>/members/<handle>/removal")
def remove(slug: str, handle: str) -> Response:
    space = _space(slug)
    person = load(g.actor, Person, handle, by=Person.handle)
    actions.remove_member(g.actor, space, person)
    return done(
        f"{space.url}/people",
        say=_("%(name)s is no longer in %(space)s.", name=person.name, space=space.name),
    )


@bp.post("/c/<slug>/requests/<handle>/refusal")
def decline(slug: str, handle: str) -> Response:
    space = _space(slug)
    person = load(g.actor, Person, handle, by=Person.handle)
    actions.decline(g.actor, space, person)
    return done(f"{space.url}/people", say=_("The request is turned down."))


@bp.get("/people")
def colleagues() -> str:
    asked = Asked.from_args(request.args)
    is_part = wants_fragment()
    shown = directory(g.actor, asked, after=after(), choices=not is_part)
    return page("spaces/_colleagues.html" if is_part else "spaces/colleagues.html", shown=shown)


def _space(slug: str) -> Space:
    return load(g.actor, Space, slug, by=Space.slug)


def _shown_space(slug: str) -> Space:
    """For its page, which names those who look after it."""
    return load(g.actor, Space, slug, by=Space.slug, options=queries.WITH_HOSTS)
