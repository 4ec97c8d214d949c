"""Writing: a new page, changing one, the preview, bringing back an earlier text."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from flask import g, request
from pydantic import ConfigDict, Field

from hub.core.errors import Invalid, NotFound
from hub.core.features import Beginning, registry, resolve
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.refs import parse
from hub.core.words import gettext as _
from hub.flags.queries import open_flags
from hub.people.actions import forget_drafts
from hub.reuse.asking import ChangeForm, ask_what_it_means
from hub.reuse.recalls import ASK, reach_of
from hub.spaces.models import Space, SpaceKind
from hub.spaces.parts import find_place
from hub.spaces.topics import topics_of
from hub.web.forms import Form, Name, OptionalBody, Read, Short, Title, blank, read
from hub.web.once import once
from hub.web.pages import done, onward
from hub.web.pages import page as whole
from hub.wiki import queries
from hub.wiki.actions.mending import mend_page
from hub.wiki.actions.merging import Stale, Together
from hub.wiki.actions.presence import be_editing, stop_editing
from hub.wiki.actions.text import write_page
from hub.wiki.actions.writing import bring_back, create_page
from hub.wiki.adding import close_pages
from hub.wiki.addresses import page_url
from hub.wiki.beginnings import template_for
from hub.wiki.blocks import blocks_for
from hub.wiki.models import Page, PageAudience, PageKind, PageState
from hub.wiki.naming import titles_for
from hub.wiki.routes.clashing import ClashForm, SaveForm, both_versions, decided, topics_after
from hub.wiki.routes.reading import entered
from hub.wiki.routes.shown import at, bp, customer_view_of, preview_of
from hub.wiki.routes.together import Kept, around, draft_place, kept_draft, with_theirs
from hub.wiki.rules import (
    CREATE_PAGE,
    EDIT_PAGE,
    EDIT_TEMPLATE,
    PUBLISH_IN,
    RELEASE_IN,
    SUGGEST_CHANGE,
    VERIFY_PAGE,
)


class NewForm(Form):
    """A new page. `source` is the ref it is made from, if any."""

    space: Name
    parent: int | None = None
    title: Title
    body: OptionalBody = ""
    kind: PageKind = PageKind.HOWTO
    audience: PageAudience = PageAudience.INTERNAL
    wip: Literal["", "1"] = ""
    topics: Short = ""
    topic: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)  # pressed
    named: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)
    source: Short = ""
    do: Literal["save", "preview"] = "save"


class EditForm(SaveForm):
    """A changed page. `base` is the revision that the editor had opened."""

    body: OptionalBody = ""


class PreviewForm(Form):
    """The text alone; whatever else the form around it holds is left aside."""

    model_config = ConfigDict(extra="ignore")

    body: OptionalBody = ""
    customer: Literal["", "1"] = ""


class BackForm(ChangeForm):
    """Bringing back an earlier text on top of the revision that was looked at."""

    base: int


@bp.get("/wiki/new")
def new() -> Any:
    ref = request.args.get("from", "")
    if (there := restricted_there()) is not None:
        return onward(page_url(there))
    source = _source(ref)
    begun = _beginning_of(source)
    kind = _kind(request.args.get("type", "problem" if begun else "howto"))
    form = blank(
        space=request.args.get("space", "") or _place_of(source),
        parent=request.args.get("parent", ""),
        title=begun.title if begun else request.args.get("title", "")[:250],
        body=begun.body if begun else template_for(kind),
        topics=", ".join(begun.topics) if begun else "",
        kind=kind,
        source=ref if begun else "",
    )
    return _new_page(form, begun=begun)


@bp.post("/wiki/new")
@once
def create() -> Any:
    form = read(NewForm)
    if not form.ok:
        return _new_page(form), 422
    sent = form.data
    space = entered(sent.space)
    if sent.do == "preview":
        return _new_page(form, preview=_rendered(space, sent.body))
    parent = load(g.actor, Page, sent.parent) if sent.parent else None
    if parent is not None and parent.space.within_id == space.id:
        space = parent.space  # below a page with readers of its own: for the same ones
    begun = begun_from(sent.source)
    try:
        made = create_page(
            g.actor, space, sent.title, sent.body, kind=sent.kind, parent=parent, audience=sent.audience,
            state=PageState.WIP if sent.wip else PageState.UNVALIDATED,
            topics=[*_words(sent.topics), *sent.topic], sources=[sent.source] if begun else (),
            credits=begun.credits if begun else (),
        )  # fmt: skip
    except Invalid as error:
        form.refuse(error.field or "body", error.message)
        return _new_page(form), 422
    return done(page_url(made), say=_("The page is written."))


@bp.post("/wiki/<space>/preview")
def preview(space: str) -> Any:
    """The text as it would be read; asked for while somebody writes."""
    found = entered(space)
    form = read(PreviewForm)
    if not form.ok:
        return whole("wiki/_preview.html", preview="", problem=form.error("body")), 422
    if form.data.customer:
        return whole("wiki/_preview.html", preview=customer_view_of(form.data.body), customer=True)
    return whole("wiki/_preview.html", preview=_rendered(found, form.data.body))


@bp.get("/wiki/<space>/titles")
def titles(space: str) -> str:
    """Pages to lead to, while somebody writes [[ in a page of this community."""
    found = entered(space)
    typed = request.args.get("text", "").strip()[: LIMITS.title]
    return whole(
        "wiki/_titles.html",
        options=titles_for(g.actor, found, typed, blocks=request.args.get("shown") == "1"),
    )


@bp.get("/wiki/<space>/<path:path>/edit")
def edit(space: str, path: str) -> Any:
    """The editor; whoever may not change the page but suggest a change comes to where they do."""
    found = at(space, path)
    if not can(g.actor, EDIT_PAGE, found) and can(g.actor, SUGGEST_CHANGE, found):
        return onward(f"{page_url(found)}/suggest")
    require(g.actor, EDIT_PAGE, found)
    topics = ", ".join(topic.name for topic in topics_of([found.ref]).get(found.ref, ()))
    kept = kept_draft(found)
    goes_on = kept is not None and request.args.get("draft") == "1"
    form = blank(
        title=found.title, body=kept.draft.body if kept and goes_on else found.body,
        base=kept.base if kept and goes_on else found.revision, topics=topics, topics_were=topics,
        wip="1" if found.state == PageState.WIP else "",
    )  # fmt: skip
    be_editing(g.actor, found)
    return _edit_page(found, form, kept=None if goes_on else kept)


@bp.post("/wiki/<space>/<path:path>/edit")
@once
def save(space: str, path: str) -> Any:
    found = at(space, path)
    form = read(EditForm)
    if not form.ok:
        require(g.actor, EDIT_PAGE, found)
        return _edit_page(found, form), 422
    sent = form.data
    if sent.do == "preview":
        require(g.actor, EDIT_PAGE, found)
        return _edit_page(found, form, preview=_rendered(found.space, sent.body))
    if sent.do == "take":
        require(g.actor, EDIT_PAGE, found)
        return _taken_in(found, form)
    return _save(found, form, sent.body)


@bp.post("/wiki/<space>/<path:path>/edit/decision")
@once
def decide(space: str, path: str) -> Any:
    """Two wordings of one place: what was chosen is saved, or goes back into the editor."""
    found = at(space, path)
    require(g.actor, EDIT_PAGE, found)
    form = read(ClashForm)
    if not form.ok:
        return both_versions(found, form), 422
    body = decided(found, form.data)
    form.values["body"] = body
    if form.data.do not in ("save", "verify"):
        shown = _rendered(found.space, body) if form.data.do == "preview" else None
        return _edit_page(found, form, preview=shown)
    return _save(found, form, body)


def _taken_in(found: Page, form: Read[Any]) -> Any:
    """The editor again, with what others have saved since; where that clashes, both wordings."""
    merged = with_theirs(found, form.data.base, form.data.body)
    if not merged.is_clean:
        return both_versions(found, form, merged), 409
    form.values.update(body=merged.text(), base=found.revision)
    return _edit_page(found, form)


def _save(found: Page, form: Read[Any], body: str) -> Any:
    sent = form.data
    topics = topics_after(found, sent)
    try:
        together = mend_page(
            g.actor, found, title=sent.title, body=body, base=sent.base, note=sent.note,
            topics=topics, wip=sent.wip == "1", flags=sent.mended == "1", merging=True,
            verified=sent.verified == "1" or sent.do == "verify",
            change=sent.change, because=sent.because,
        )  # fmt: skip
    except Invalid as refused:
        form.refuse(refused.field or "body", refused.message)
        return _edit_page(found, form), 422
    except Stale as stale:
        return both_versions(found, form, stale.merged), 409
    stop_editing(g.actor, found)
    forget_drafts(g.actor, found.ref)
    return done(page_url(found), say=_said(together))


def _said(together: Together | None) -> str:
    if together is None:
        return _("Saved.")
    return _(
        "Saved, and merged with %(name)s’s change: nothing of either was lost. The history shows both.",
        name=together.names,
    )


@bp.post("/wiki/<space>/<path:path>/history/<int:number>/restoration")
@once
def restore_revision(space: str, path: str, number: int) -> Any:
    found = at(space, path)
    form = read(BackForm)
    if not form.ok:
        raise Invalid(_("Open the version again and bring it back from there."))
    sent = form.data
    try:
        bring_back(g.actor, found, number, base=sent.base, change=sent.change, because=sent.because)
    except Invalid as refused:
        if sent.change:
            form.refuse(refused.field or ASK, refused.message)
        title = _("Bring back version %(number)s", number=number)
        to = f"{page_url(found)}/history/{number}/restoration"
        return ask_what_it_means(found, form, title, _("Bring it back"), to, page_url(found))
    return done(page_url(found), say=_("Version %(number)s is the present text again.", number=number))


def restricted_there() -> Page | None:
    """What a link says is still to be written may be there, for readers of its own."""
    title, slug = request.args.get("title", ""), request.args.get("space", "")
    space = find_place(g.actor, slug) if title and slug else None
    return queries.restricted_called(g.actor, space, title) if space is not None else None


def begun_from(ref: str) -> Beginning | None:
    """What a page made from this thing starts with; None when nothing is named."""
    return _beginning_of(_source(ref))


def _source(ref: str) -> Any:
    """The thing that a page is made from; None when nothing is named."""
    if not ref:
        return None
    try:
        kind = registry.kinds.get(parse(ref).kind)
    except ValueError:
        raise NotFound from None
    if kind is None or kind.beginning is None:
        raise NotFound
    return resolve(g.actor, ref)


def _beginning_of(thing: Any) -> Beginning | None:
    begin = registry.kinds[thing.ref_kind].beginning if thing is not None else None
    return begin(g.actor, thing) if begin is not None else None


def _place_of(thing: Any) -> str:
    """The community of what a page is made from. What a case taught is not for its desk alone."""
    space = getattr(thing, "space", None)
    return str(space.slug) if space is not None and space.kind == SpaceKind.COMMUNITY else ""


def _new_page(form: Read[Any], preview: Any = None, begun: Beginning | None = None) -> str:
    """`begun`: what it is made from, where that was asked for already."""
    spaces = [space for space in queries.writable_spaces(g.actor) if can(g.actor, CREATE_PAGE, space)]
    space = next((each for each in spaces if each.slug == form.value("space")), None)
    parent = _parent(form.value("parent"))
    if parent is not None and parent.space.kind == SpaceKind.PART:
        space, spaces = parent.space, [parent.space]
    return whole(
        "wiki/new.html",
        form=form,
        spaces=spaces,
        space=space,
        parent=parent if parent is not None and space is not None and parent.space_id == space.id else None,
        kinds=[(kind.value, kind.label) for kind in PageKind],
        audiences=[(audience.value, audience.label) for audience in PageAudience],
        type_links=_type_links(form),
        may_curate=space is not None and can(g.actor, PUBLISH_IN, space),
        may_release=all(can(g.actor, RELEASE_IN, each) for each in ([space] if space else spaces[:1])),
        may_edit_template=can(g.actor, EDIT_TEMPLATE),
        blocks=blocks_for(_kind(form.value("kind")), template_for(_kind(form.value("kind")))),
        preview=preview,
        close=_close(form, begun),
    )


def _close(form: Read[Any], begun: Beginning | None) -> Sequence[Page]:
    """Pages to which it could be added instead."""
    begun = begun or begun_from(str(form.value("source")))
    return close_pages(g.actor, begun) if begun is not None else ()


def _edit_page(found: Page, form: Read[Any], preview: Any = None, kept: Kept | None = None) -> str:
    number = str(form.value("base"))
    base = int(number) if number.isdecimal() and len(number) < 10 else found.revision
    return whole(
        "wiki/edit.html",
        form=form,
        preview=preview,
        kept=kept,
        draft=draft_place(found, base),
        blocks=blocks_for(found.kind, template_for(found.kind)),
        **around(found, base),
        may_verify=can(g.actor, VERIFY_PAGE, found),
        flags=open_flags([found.ref]).get(found.ref, []),
        reach=reach_of(found),
    )


def _rendered(space: Space, body: str) -> Any:
    return preview_of(write_page(g.actor, space, body).html, space)


def _type_links(form: Read[Any]) -> list[dict[str, Any]]:
    """The kinds of a new page, each with the text that it starts with."""
    rest = {name: form.value(name) for name in ("space", "parent", "title") if form.value(name)}
    return [
        {
            "label": kind.label,
            "url": f"/wiki/new?{urlencode({**rest, 'type': kind.value})}",
            "current": form.value("kind") == kind,
        }
        for kind in PageKind
    ]


def _parent(id: Any) -> Page | None:
    number = str(id or "")
    return load(g.actor, Page, int(number)) if number.isdecimal() and len(number) < 18 else None


def _kind(name: str) -> PageKind:
    return PageKind(name) if name in {kind.value for kind in PageKind} else PageKind.HOWTO


def _words(typed: str) -> list[str]:
    return [word.strip() for word in typed.split(",") if word.strip()]
