"""The order of a community's pages, by drag or by keys; without a script by the form of each page."""

from typing import Any

from flask import g, request

from hub.core.errors import Denied, Invalid
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.spaces.models import Space
from hub.web.forms import Form, Short, read
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki import queries
from hub.wiki.actions.moving import move_page
from hub.wiki.models import Page
from hub.wiki.routes.reading import entered
from hub.wiki.routes.shown import bp
from hub.wiki.rules import CREATE_PAGE


class OrderForm(Form):
    """A page and where it goes: "top", "under:12" (as the first there) or "after:12". `at`: what is open."""

    page: int
    place: Short
    at: int | None = None


class OrderingForm(Form):
    """In a large community: the page whose branch is open."""

    at: int | None = None


@bp.get("/wiki/<space>/arrange")
def ordering(space: str) -> str:
    found = entered(space)
    require(g.actor, CREATE_PAGE, found)
    form = read(OrderingForm, request.args)
    return _ordering(found, form.data.at if form.ok else None)


@bp.post("/wiki/<space>/arrange")
def order(space: str) -> Any:
    found = entered(space)
    form = read(OrderForm)
    if not form.ok:
        return _ordering(found, None, problem=_("Choose the page and its place again.")), 422
    at, page = form.data.at, load(g.actor, Page, form.data.page)
    try:
        put_at(page, found, form.data.place)
    except (Invalid, Denied) as error:
        return _ordering(found, at, problem=error.message), 422
    return done(
        f"/wiki/{found.slug}/arrange{f'?at={at}' if at else ''}",
        say=_("“%(title)s” is moved.", title=page.title),
    )


def put_at(page: Page, target: Space, place: str) -> None:
    """Move a page in, or into, a community: to the top, under another page or behind it."""
    relation, _colon, number = place.partition(":")
    other = load(g.actor, Page, int(number)) if number.isdecimal() and len(number) < 18 else None
    if other is None or relation == "top":
        move_page(g.actor, page, target)
        return
    parent: Page | None = other
    after = None
    if relation != "under":
        parent, after = load(g.actor, Page, other.parent_id) if other.parent_id else None, other
    if parent is not None and parent.space.around.id == target.id:
        target = parent.space  # it, or the part that the page above lives in
    move_page(g.actor, page, target, parent=parent, after=after)


def _ordering(space: Space, at: int | None, problem: str = "") -> str:
    """Of a large tree only the branch that leads to the page `at` is open, as beside that page."""
    opened = load(g.actor, Page, at) if at else None
    tree = queries.tree_of(space, opened, reader=g.actor)
    may_order = can(g.actor, CREATE_PAGE, space)
    return whole("wiki/arrange.html", space=space, tree=tree, may_order=may_order, problem=problem, at=at)
