"""Merging two pages side by side, taking it back, and the pairs that look alike (WK22)."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from flask import Response, g, request
from pydantic import Field

from hub.core.db import session
from hub.core.errors import HubError, Invalid, NotFound
from hub.core.features import refs_at, resolve
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.reuse.asking import ChangeForm, refused_at
from hub.reuse.recalls import reach_of
from hub.threads.diff import compare
from hub.threads.moving import Wider
from hub.web.forms import Form, OptionalBody, Read, Short, Title, blank, read
from hub.web.once import once
from hub.web.pages import done, onward
from hub.web.pages import page as whole
from hub.web.paging import after, cut
from hub.wiki import pairs
from hub.wiki.actions.merging import Stale, revision_of
from hub.wiki.actions.uniting import can_be_undone, dismiss_pair, merge_pages, undo_merge
from hub.wiki.addresses import find_by_titles, page_url
from hub.wiki.merge_models import PageMerge
from hub.wiki.models import Page, PageRevision
from hub.wiki.routes.shown import at, body_of, bp
from hub.wiki.rules import EDIT_PAGE, MERGE_PAGE

LISTED = 20


class MergeForm(ChangeForm):
    """The merged text, on top of the revisions that were read; how many new readers were agreed to."""

    into: int
    title: Title
    body: OptionalBody = ""
    base: int
    source_base: int
    agreed: Annotated[int, Field(ge=0, le=10**9)] = 0


class ChoiceForm(Form):
    """Which page: by its number, its address or its title. `begin`: what the merged text starts with."""

    into: Short = ""
    begin: Literal["theirs", "mine", "both"] = "theirs"


class DismissForm(Form):
    """Leave a pair apart, or propose it again with 0."""

    on: Literal["1", "0"] = "1"


@bp.get("/wiki/<space>/<path:path>/merge")
def merging(space: str, path: str) -> Any:
    """Choose the other page; then both side by side."""
    source = at(space, path)
    require(g.actor, MERGE_PAGE, source)
    form = read(ChoiceForm, request.args)
    if not form.ok or not form.data.into:
        return _choosing(source, form)
    target = _named(source, form)
    if target is None:
        return _choosing(source, form), 422
    require(g.actor, EDIT_PAGE, target)
    texts = {"theirs": target.body, "mine": source.body, "both": f"{target.body}\n\n{source.body}"}
    fields = blank(
        into=target.id, title=target.title, body=texts[form.data.begin], base=target.revision,
        source_base=source.revision,
    )  # fmt: skip
    return _side_by_side(source, target, fields)


@bp.post("/wiki/<space>/<path:path>/merge")
@once
def merge(space: str, path: str) -> Any:
    source = at(space, path)
    require(g.actor, MERGE_PAGE, source)
    form = read(MergeForm)
    number = str(form.value("into"))
    target = load(g.actor, Page, int(number)) if number.isdecimal() and len(number) < 18 else None
    if target is None:
        raise Invalid(_("Choose the other page again; then merge them."))
    if not form.ok:
        return _side_by_side(source, target, form), 422
    sent = form.data
    try:
        merged = merge_pages(
            g.actor, source, target, title=sent.title, body=sent.body, base=sent.base,
            source_base=sent.source_base, agreed=sent.agreed, change=sent.change, because=sent.because,
        )  # fmt: skip
    except Stale as stale:
        form.refuse("body", stale.message)
        form.values |= {"base": target.revision, "source_base": source.revision}
        return _side_by_side(source, target, form), 409
    except Wider as asked:
        form.values["agreed"] = asked.count
        return _side_by_side(source, target, form, asked=asked), 422
    except HubError as error:
        form.refuse(refused_at(error), error.message)
        return _side_by_side(source, target, form), error.status
    said = _("Merged. “%(title)s” leads here now.", title=source.title)
    return done(page_url(target), say=said, undo=f"/wiki/merges/{merged.id}/undo")


@bp.post("/wiki/merges/<int:id>/undo")
def take_back(id: int) -> Response:
    """Part two pages again, for those who may read the one that stands."""
    found = session().get(PageMerge, id)
    if found is None:
        raise NotFound
    load(g.actor, Page, found.target_id)
    undo_merge(g.actor, found)
    return done(
        page_url(found.source), say=_("“%(title)s” stands by itself again.", title=found.source.title)
    )


@bp.get("/wiki/merged/<int:id>/<int:number>")
def merged_revision(id: int, number: int) -> Any:
    """A text of a page that has gone into another one: what provenance points to stays readable."""
    found = session().get(Page, id)
    if found is None or found.merged_into_id is None:
        raise NotFound
    earlier = revision_of(found, number)
    load(g.actor, PageRevision, earlier.id)
    target = load(g.actor, Page, found.merged_into_id)
    return whole(
        "wiki/merged.html", page=found, revision=earlier, target=target,
        body=body_of(earlier.html, found, draft=True),
    )  # fmt: skip


@bp.get("/wiki/merged/<int:id>")
def merged_into(id: int) -> Response:
    """Where a page is that went into another one."""
    return onward(page_url(resolve(g.actor, f"page:{id}")))


@bp.get("/wiki/duplicates")
def duplicates() -> str:
    """Pairs that look alike, the most alike first."""
    parted = request.args.get("show") == "dismissed"
    found = pairs.duplicate_pairs(g.actor, after=after(), size=LISTED, dismissed=parted)
    return whole("wiki/duplicates.html", shown=cut(found, LISTED), parted=parted, merge_right=MERGE_PAGE)


@bp.post("/wiki/duplicates/<int:id>/dismissal")
def dismiss(id: int) -> Response:
    found = pairs.pair_for(g.actor, id)
    form = read(DismissForm)
    dismissed = not form.ok or form.data.on == "1"
    dismiss_pair(g.actor, found, dismissed)
    if not dismissed:
        return done("/wiki/duplicates", say=_("The two are proposed again."))
    return done("/wiki/duplicates", say=_("The two stay apart."), undo=f"/wiki/duplicates/{id}/proposal")


@bp.post("/wiki/duplicates/<int:id>/proposal")
def propose_again(id: int) -> Response:
    dismiss_pair(g.actor, pairs.pair_for(g.actor, id), False)
    return done("/wiki/duplicates", say=_("The two are proposed again."))


def _named(source: Page, form: Read[ChoiceForm]) -> Page | None:
    """The page that was meant, as the reader may see it; else a message at the field."""
    words = form.data.into
    path = urlsplit(words).path
    ref = f"page:{words}" if words.isdecimal() and len(words) < 18 else refs_at([path]).get(path, "")
    if not ref and (named := find_by_titles([words], source.space_id).get(words)) is not None:
        ref = named.ref
    try:
        found = resolve(g.actor, ref) if ref.startswith("page:") else None
    except NotFound:
        found = None
    if not isinstance(found, Page):
        form.refuse("into", _("There is no such page that you can open. Give its title or its address."))
        return None
    if found.id == source.id:
        form.refuse("into", _("This is the page itself. Choose another one."))
        return None
    return found


def _choosing(source: Page, form: Read[Any]) -> str:
    return whole("wiki/merge_choice.html", page=source, form=form, likes=pairs.likes_of(g.actor, source))


def _side_by_side(source: Page, target: Page, form: Read[Any], asked: Wider | None = None) -> str:
    return whole(
        "wiki/merge.html", page=source, target=target, form=form, asked=asked,
        rows=compare(target.body, source.body), target_url=page_url(target),
        reach=reach_of(target), may_swap=can(g.actor, MERGE_PAGE, target) and can(g.actor, EDIT_PAGE, source),
    )  # fmt: skip


def undoable(page: Page) -> list[tuple[PageMerge, bool]]:
    """What went into a page, each with whether its reader may take that back now."""
    return [
        (merge, can_be_undone(merge) and can(g.actor, MERGE_PAGE, merge.source))
        for merge in pairs.merges_into(page)
    ]
