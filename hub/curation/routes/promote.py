"""Solved threads and conversations that may become articles; adding one to a page that is there."""

from typing import Any

from flask import Response, g
from sqlalchemy.orm import joinedload

from hub.core.errors import Invalid, NotFound
from hub.core.features import resolve
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.curation.actions import add_to_page, added_text, set_aside, take_up_again
from hub.curation.freshness import standings
from hub.curation.promoting import PROMOTE, candidates
from hub.curation.routes.shown import bp, tabs
from hub.curation.rules import curated_spaces
from hub.curation.wanted import wanted_posts
from hub.qa.models import Answer
from hub.reuse.asking import ChangeForm
from hub.reuse.recalls import reach_of
from hub.spaces.rules import CURATE_IN
from hub.web.forms import Body, Form, Note, Read, blank, read
from hub.web.once import once
from hub.web.pages import done, page
from hub.wiki.actions.merging import Stale
from hub.wiki.addresses import page_url
from hub.wiki.models import Page
from hub.wiki.rules import EDIT_PAGE

SHOWN = 60
PROMOTED = ("answer", "post")
REASONS = (
    (lazy("Needs no article"), "close"),
    (lazy("Is in the wiki already"), "book"),
    (lazy("Was true only once"), "clock"),
)


class AsideForm(Form):
    """Why something needs no article."""

    reason: Note = ""


class AddForm(ChangeForm):
    """The whole text of the page, and the revision that was read."""

    body: Body
    base: int


@bp.get("/curate/promote")
def promote() -> str:
    """What is worth an article, the most worthwhile first."""
    spaces = curated_spaces(g.actor)
    found = candidates(spaces, SHOWN, standings(spaces))
    names = {space.id: space.name for space in spaces}
    posts = wanted_posts(spaces, SHOWN)
    return page(
        "curation/promote.html",
        candidates=found,
        posts=posts,
        names=names,
        tabs=tabs("promote"),
        reasons=REASONS,
    )


@bp.post("/curate/promote/<ref>/aside")
def dismiss(ref: str) -> Response:
    """Needs no article, for everybody at the desk."""
    thing = _promoted(ref)
    form = read(AsideForm)
    set_aside(g.actor, PROMOTE, thing.ref, form.data.reason if form.ok else "", thing.space)
    undo = f"/curate/promote/{thing.ref}/aside/undo"
    return done("/curate/promote", say=_("It is not proposed any more."), undo=undo)


@bp.post("/curate/promote/<ref>/aside/undo")
def propose_again(ref: str) -> Response:
    thing = _promoted(ref)
    take_up_again(g.actor, PROMOTE, thing.ref, thing.space)
    return done("/curate/promote", say=_("It is proposed again."))


@bp.get("/curate/promote/<int:answer>/page/<int:id>")
def adding(answer: int, id: int) -> str:
    """The page with the answer at its end, to be put into its words."""
    known, found = _both(answer, id)
    return _adding(known, found, blank(body=added_text(g.actor, found, known), base=found.revision))


@bp.post("/curate/promote/<int:answer>/page/<int:id>")
@once
def add(answer: int, id: int) -> Any:
    known, found = _both(answer, id)
    form = read(AddForm)
    if not form.ok:
        return _adding(known, found, form), 422
    try:
        sent = form.data
        add_to_page(
            g.actor, found, known, body=sent.body, base=sent.base, change=sent.change, because=sent.because
        )
    except Stale as stale:
        form.refuse("body", stale.message)
        return _adding(known, found, form, is_stale=True), 409
    except Invalid as error:
        form.refuse(error.field or "body", error.message)
        return _adding(known, found, form), 422
    return done(page_url(found), say=_("Saved. Whoever answered is credited."))


def _both(answer: int, id: int) -> tuple[Answer, Page]:
    known = load(g.actor, Answer, answer, options=(joinedload(Answer.question), joinedload(Answer.author)))
    found = load(g.actor, Page, id, options=(joinedload(Page.space),))
    require(g.actor, EDIT_PAGE, found)
    return known, found


def _promoted(ref: str) -> Any:
    thing = resolve(g.actor, ref)
    if thing.ref_kind not in PROMOTED:
        raise NotFound
    require(g.actor, CURATE_IN, thing.space)
    return thing


def _adding(answer: Answer, found: Page, form: Read[Any], *, is_stale: bool = False) -> str:
    return page(
        "curation/add.html", answer=answer, page=found, form=form, is_stale=is_stale, reach=reach_of(found)
    )
