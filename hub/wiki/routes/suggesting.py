"""Suggesting a change to a page and deciding about one: forms, the change beside the page, lists (WK15)."""

from typing import Annotated, Any, Literal

from flask import Response, g, request

from hub.core.errors import HubError, Invalid
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.reuse.asking import ChangeForm, refused_at
from hub.reuse.recalls import reach_of
from hub.spaces.models import Space
from hub.threads.cards import cards_in
from hub.threads.diff import compare
from hub.threads.merge import Merged, merge
from hub.threads.queries import threads_of
from hub.web.forms import LINES, Form, Note, OptionalBody, Read, Title, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.web.paging import after, cut
from hub.wiki import changes as lists
from hub.wiki.actions import suggesting
from hub.wiki.actions.merging import Stale, revision_of
from hub.wiki.actions.text import write_page
from hub.wiki.addresses import page_url
from hub.wiki.beginnings import template_for
from hub.wiki.blocks import blocks_for
from hub.wiki.change_models import PageChange
from hub.wiki.changes import change_url
from hub.wiki.models import Page
from hub.wiki.routes.reading import entered
from hub.wiki.routes.shown import at, bp, preview_of
from hub.wiki.rules import REVIEW_CHANGE, REVISE_CHANGE, SUGGEST_CHANGE, VERIFY_PAGE

LISTED = 20


class SuggestForm(Form):
    """How a page should be. `base`: the revision of the page; `seen`: that of what was suggested before."""

    title: Title
    body: OptionalBody = ""
    base: int
    seen: int = 0
    note: Note = ""
    do: Literal["ask", "keep", "preview"] = "ask"


class MergeForm(ChangeForm):
    """The text that becomes the page (or `as_it_is`: the suggested one), on top of what was looked at:
    `base`, a revision of the page, and `seen`, one of the suggestion."""

    title: Annotated[str, bounded(LIMITS.title), LINES] = ""
    body: OptionalBody = ""
    as_it_is: Literal["", "1"] = ""
    verified: Literal["", "1"] = ""
    base: int
    seen: int


class WordsForm(Form):
    """Why, or what should be different."""

    words: Note = ""


@bp.get("/wiki/<space>/<path:path>/suggest")
def suggesting_page(space: str, path: str) -> str:
    found = at(space, path)
    require(g.actor, SUGGEST_CHANGE, found)
    return _writing(found, blank(title=found.title, body=found.body, base=found.revision, seen=0))


@bp.post("/wiki/<space>/<path:path>/suggest")
@once
def suggest(space: str, path: str) -> Any:
    found = at(space, path)
    require(g.actor, SUGGEST_CHANGE, found)
    form = read(SuggestForm)
    if not form.ok:
        return _writing(found, form), 422
    sent = form.data
    if sent.do == "preview":
        return _writing(found, form, preview=_rendered(found.space, sent.body))
    try:
        made = suggesting.suggest_change(
            g.actor, found, title=sent.title, body=sent.body, base=sent.base, note=sent.note,
            ask=sent.do == "ask",
        )  # fmt: skip
    except HubError as error:
        form.refuse("body", error.message)
        return _writing(found, form), error.status
    return done(change_url(made), say=_said(sent.do))


@bp.get("/wiki/changes")
def changes() -> str:
    """Suggested changes: those that wait for the reader, their own, all that are open, of one community."""
    show = request.args.get("show", "for_me")
    space = entered(request.args["space"]) if request.args.get("space") else None
    found = lists.changes(g.actor, show, space, before=after(), size=LISTED)
    return whole("wiki/changes.html", shown=cut(found, LISTED), show=show, space=space)


@bp.get("/wiki/changes/<int:id>")
def change(id: int) -> str:
    """One of them: what it would change, what is said about it, and how it is decided."""
    return _showing(_loaded(id), blank())


@bp.get("/wiki/changes/<int:id>/edit")
def revising(id: int) -> str:
    found = _loaded(id)
    require(g.actor, REVISE_CHANGE, found)
    form = blank(title=found.title, body=found.body, base=found.base, seen=found.revision, note=found.note)
    return _writing(found.page, form, change=found)


@bp.post("/wiki/changes/<int:id>/edit")
@once
def revise(id: int) -> Any:
    found = _loaded(id)
    require(g.actor, REVISE_CHANGE, found)
    form = read(SuggestForm)
    if not form.ok:
        return _writing(found.page, form, change=found), 422
    sent = form.data
    if sent.do == "preview":
        return _writing(found.page, form, preview=_rendered(found.space, sent.body), change=found)
    try:
        suggesting.revise_change(
            g.actor, found, title=sent.title, body=sent.body, base=sent.base, note=sent.note, seen=sent.seen,
            ask=sent.do == "ask",
        )  # fmt: skip
    except HubError as error:
        form.refuse("body", error.message)
        return _writing(found.page, form, change=found), error.status
    return done(change_url(found), say=_said(sent.do))


@bp.get("/wiki/changes/<int:id>/merging")
def merging_change(id: int) -> str:
    """The suggestion beside the page as it is now, the text that becomes of both in between."""
    found = _loaded(id)
    require(g.actor, REVIEW_CHANGE, found)
    began = revision_of(found.page, found.base)
    title = found.page.title if found.title == began.title else found.title
    fields = {"title": title, "body": _together(found).text()}
    return _deciding(found, blank(**fields, base=found.page.revision, seen=found.revision))


@bp.post("/wiki/changes/<int:id>/merging")
@once
def take_over(id: int) -> Any:
    found = _loaded(id)
    require(g.actor, REVIEW_CHANGE, found)
    form = read(MergeForm)
    if not form.ok:
        return _deciding(found, form), 422
    sent = form.data
    title, body = (found.title, found.body) if sent.as_it_is else (sent.title or found.title, sent.body)
    form.values |= {"title": title, "body": body}
    try:
        suggesting.merge_change(
            g.actor, found, title=title, body=body, base=sent.base, seen=sent.seen,
            verified=sent.verified == "1", meaning=sent.change, because=sent.because,
        )  # fmt: skip
    except Stale as stale:
        form.refuse("body", stale.message)
        form.values |= {"base": found.page.revision, "seen": found.revision}
        return _deciding(found, form), 409
    except HubError as error:
        form.refuse(refused_at(error), error.message)
        return _deciding(found, form), error.status
    said = _("Taken over. %(name)s is credited.", name=found.author.name)
    verified = " " + _("The page is verified.") if found.page.is_validated else ""
    return done(page_url(found.page), say=said + verified)


@bp.post("/wiki/changes/<int:id>/wish")
@once
def wish(id: int) -> Any:
    return _with_words(id, suggesting.want_changes, _("Its author is asked."))


@bp.post("/wiki/changes/<int:id>/rejection")
@once
def reject(id: int) -> Any:
    return _with_words(id, suggesting.reject_change, _("Not taken over. Its author reads why."))


@bp.post("/wiki/changes/<int:id>/withdrawal")
def withdraw(id: int) -> Response:
    found = _loaded(id)
    suggesting.withdraw_change(g.actor, found)
    return done(page_url(found.page), say=_("Your suggestion is taken back."))


def _with_words(id: int, act: Any, said: str) -> Any:
    found, form = _loaded(id), read(WordsForm)
    require(g.actor, REVIEW_CHANGE, found)
    if not form.ok:
        return _showing(found, form), 422
    try:
        act(g.actor, found, form.data.words)
    except Invalid as error:
        form.refuse("words", error.message)
        return _showing(found, form), 422
    return done(change_url(found), say=said)


def _loaded(id: int) -> PageChange:
    return load(g.actor, PageChange, id, options=lists.EAGER)


def _showing(found: PageChange, form: Read[Any]) -> str:
    """Beside the revision that it began from, or beside the page as it became."""
    before = revision_of(found.page, found.base)
    thread = threads_of(g.actor, [found])[found.ref]
    return whole(
        "wiki/change.html", change=found, form=form, before=before, rows=compare(before.body, found.body),
        title_rows=compare(before.title, found.title) if before.title != found.title else [],
        thread=thread, cards=cards_in(g.actor, [line.comment.html for line in thread.lines]),
        may_review=found.is_undecided and can(g.actor, REVIEW_CHANGE, found),
        may_revise=can(g.actor, REVISE_CHANGE, found), may_verify=can(g.actor, VERIFY_PAGE, found.page),
        reach=reach_of(found.page) if found.page.sent_count else 0,
    )  # fmt: skip


def _writing(found: Page, form: Read[Any], preview: Any = None, change: PageChange | None = None) -> str:
    blocks = blocks_for(found.kind, template_for(found.kind))
    return whole("wiki/suggest.html", page=found, form=form, preview=preview, change=change, blocks=blocks)


def _rendered(space: Space, body: str) -> Any:
    return preview_of(write_page(g.actor, space, body).html, space)


def _deciding(found: PageChange, form: Read[Any]) -> str:
    return whole(
        "wiki/change_merge.html", change=found, page=found.page, form=form,
        rows=compare(found.page.body, found.body), unsettled=len(_together(found).conflicts),
        may_verify=can(g.actor, VERIFY_PAGE, found.page), reach=reach_of(found.page),
    )  # fmt: skip


def _together(found: PageChange) -> Merged:
    """What the page became meanwhile and what is suggested, both as changes of the same revision."""
    return merge(revision_of(found.page, found.base).body, found.page.body, found.body)


def _said(do: str) -> str:
    return _("Kept as a draft.") if do == "keep" else _("Suggested. Whoever looks after the page decides.")
