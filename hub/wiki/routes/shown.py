"""What the addresses of the wiki share: the blueprint, finding a page, its text as it is read."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import Select, String, bindparam, select
from werkzeug.wrappers import Response

from hub.core import clock
from hub.core.errors import NotFound
from hub.core.markup import customer_html, without_blocks
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.flags.queries import open_flags
from hub.flags.rules import KEEP_RIGHT
from hub.links.models import LinkKind
from hub.links.queries import cards_for, links_at, with_cards
from hub.people.models import Person, Role
from hub.reuse.checks import checked
from hub.reuse.phrase_models import Phrase
from hub.reuse.recall_models import Recall, RecalledText
from hub.reuse.rules import REMOVE_PHRASE
from hub.spaces.models import Space
from hub.spaces.rules import CURATE_IN
from hub.threads.cards import as_readable, refs_in
from hub.threads.diff import compare
from hub.threads.marks import Marks, marks_on, part
from hub.threads.previews.asking import previews_in
from hub.threads.queries import Thread, arranged, comments_under, refs_on_page
from hub.web.assets import icon_href
from hub.web.filters import stored
from hub.web.pages import page as whole
from hub.wiki import queries
from hub.wiki.actions.merging import revision_of
from hub.wiki.addresses import SHARED, page_url
from hub.wiki.due import care_for, proof_of, why_due
from hub.wiki.menus import menu_of
from hub.wiki.models import Page
from hub.wiki.passage_models import Passage
from hub.wiki.passages import is_there, passages_of
from hub.wiki.prose import dressed, variables_marked
from hub.wiki.readers import with_own_links
from hub.wiki.rules import (
    EDIT_PAGE,
    SETTLE_PASSAGE,
    SUGGEST_CHANGE,
    VERIFY_PAGE,
    may_reach_customers,
)
from hub.wiki.shared import Shown, blocks_in, shown_elsewhere, with_blocks
from hub.wiki.versions import Version, versions_of

bp = Blueprint("wiki", __name__, template_folder="../templates")

HELPED = (LinkKind.USED,)
NAMED = (LinkKind.LINKED, LinkKind.QUOTED, LinkKind.CREATED, LinkKind.IMPROVED)
LOCK = '<svg class="i i--sm" aria-hidden="true"><use href="{}"/></svg>'


class Elsewhere(Exception):
    """The page has another address now; `response` leads there."""

    def __init__(self, response: Response) -> None:
        self.response = response


@bp.errorhandler(Elsewhere)
def _lead_on(error: Elsewhere) -> Response:
    return error.response


@bp.context_processor
def _for_templates() -> dict[str, Any]:
    """Whatever saves a text says where else it stands: asked by the template, where there is a button."""
    return {"also_in": lambda page: shown_elsewhere(g.actor, page)}


def at(space: str, path: str) -> Page:
    """The page at an address. A former address leads to the same place under the present one."""
    found = queries.find_page(g.actor, space, path)
    if request.method == "GET" and (found.path, found.space.slug) != (path, space):
        gone = queries.merged_at(space, path) if request.endpoint == "wiki.revision" else None
        if gone is not None:  # what provenance points to is a text of its own, not one of the other page
            raise Elsewhere(redirect(f"/wiki/merged/{gone}/{(request.view_args or {})['number']}", 302))
        rest = {**(request.view_args or {}), "space": found.space.slug, "path": found.path}
        # 302: a page may move back, and browsers never forget a 301.
        raise Elsewhere(redirect(url_for(str(request.endpoint), **rest), 302))
    return found


def show(page: Page, **more: Any) -> str:
    """The page as people read it."""
    passages = passages_of(g.actor, page) if page.has_passages else []
    threads, marks = _said(page, passages)
    tree = queries.tree_of(page.space.around, page, reader=g.actor)
    ends = links_at([page.ref], (*HELPED, *NAMED))
    texts = [page.html, *(line.comment.html for each in threads.values() for line in each.lines)]
    refs = refs_in(texts)
    made = cards_for(g.actor, {*(link.source for link in ends), *refs.values()})  # each thing is read once
    links, cards = with_cards(ends, made), {**as_readable(refs, made), **previews_in(texts)}
    found = versions_of(g.actor, page) if page.has_versions else []
    return whole(
        "wiki/page.html",
        page=page,
        versions=found,
        versions_as_choices=_as_choices(found, page),
        body=body_of(page.html, page, cards),
        has_blocks=SHARED in page.html or "wiki/new?" in page.html,
        contents=contents_of(page),
        tree=tree,
        **_since(page, queries.seen_before(g.actor, page, tree)),
        crumbs=crumbs_of(page, tree),
        backlinks=queries.backlinks(g.actor, page),
        linked=[each for each in links if each.link.kind in NAMED],
        used=[each for each in links if each.link.kind in HELPED],
        thread=threads[page.ref],
        **_passages(passages, threads),
        recalls=marks.of("recall"),
        phrases=marks.of("phrase"),
        cards=cards,
        here=page_url(page),
        may_edit=can(g.actor, EDIT_PAGE, page),
        verify_right=VERIFY_PAGE,
        suggest_right=SUGGEST_CHANGE,
        flags=open_flags([page.ref]).get(page.ref, []) if page.has_flags else [],
        may_end_flags=can(g.actor, KEEP_RIGHT, page),
        menu=menu_of(page),
        **_reliance(page),
        **more,
    )


def _said(page: Page, passages: Sequence[Passage]) -> tuple[dict[str, Thread], Marks]:
    """What is said under the page and under passages of it, by ref."""
    talked: list[Page | Passage] = [page, *passages]
    comments = comments_under(g.actor, [each.ref for each in talked])
    marks = marks_on(g.actor, refs_on_page(talked, comments), _recalls, _phrases, page=page.ref)
    return arranged(g.actor, talked, comments, marks), marks


def _passages(passages: Sequence[Passage], threads: dict[str, Thread]) -> dict[str, Any]:
    shown = [(each, threads[each.ref], is_there(each)) for each in passages]
    return {"passages": shown, "settle_right": SETTLE_PASSAGE}


def _since(page: Page, seen: int | None) -> dict[str, Any]:
    """What is different from the version that the reader read last, where there is a later one."""
    if seen is None:
        return {"seen": None}
    try:
        before = revision_of(page, seen)
    except NotFound:
        return {"seen": None}
    return {"seen": seen, "rows": compare(before.body, page.body)}


def _phrases(_me: Person) -> Select[Any]:
    """A part of the marks: other words by which it is found."""
    said = select(*part("phrase", Phrase.ref, number=Phrase.id, word=Phrase.words))
    return said.where(Phrase.ref == bindparam("page", type_=String), Phrase.removed_at.is_(None))


def _reliance(page: Page) -> dict[str, Any]:
    """How far it can be relied on: by the calendar, by use, by results."""
    due = why_due(page)
    return {
        "due": due,
        "may_unsay": can(g.actor, REMOVE_PHRASE, page),
        "late_days": late_days(page),
        "proof": proof_of(page),
        "care": care_for(page),
        "checked": checked(g.actor, [page]).get(page.ref) if due and due.bad else None,
    }


def _recalls(_me: Person) -> Select[Any]:
    """A part of the marks: open recalls of this page, or of what it was made from."""
    return (
        select(*part("recall", RecalledText.ref, number=Recall.id, word=Recall.change))
        .join(Recall, Recall.id == RecalledText.recall_id)
        .where(RecalledText.ref == bindparam("page", type_=String), Recall.closed_at.is_(None))
    )


def body_of(html: str, page: Page, cards: dict[str, Any] | None = None, *, draft: bool = False) -> Markup:
    """The text of a page or of one of its revisions; `draft` leaves the customer passages unsealed."""
    vetted = page.is_validated and may_reach_customers(page) and not draft
    # Of several passages a reply takes all: that is chosen in the case, where they stand beside each other.
    use = _use_of(page) if vetted and html.count('class="ready"') == 1 else ""

    def ready(inner: Markup) -> str:
        return render_template("wiki/_ready.html", inner=inner, page=page, vetted=vetted, use=use)

    html = with_own_links(g.actor, html, page.space)
    return _with_blocks(dressed(html, ready, LOCK.format(icon_href("lock")), cards), page)


def _with_blocks(html: Markup, page: Page | None = None) -> Markup:
    """A dressed text with its shared blocks, as far as the reader may read them; 3 statements at most.

    Whoever looks after the page, or is writing it, is told where a mark shows nothing; its readers are not.
    """

    def framed(shown: Shown) -> str:
        mends = page is None or page.owner_id == g.actor.id or can(g.actor, CURATE_IN, page.space)
        return _block(shown, mends=mends)

    found = blocks_in(g.actor, html)
    return Markup(with_blocks(html, found, framed, text=_dressed_block))  # noqa: S704 (all of it is ours)


def _use_of(page: Page) -> str:
    """Where whoever works on cases chooses the reply that its passage goes into."""
    is_agent = g.actor.has(Role.AGENT, Role.SUPERVISOR)
    return f"/cases/using?ref={page.ref}" if is_agent else ""


def _dressed_block(block: Page) -> str:
    vetted = block.is_validated and may_reach_customers(block)

    def ready(inner: Markup) -> str:
        return render_template("wiki/_ready.html", inner=inner, page=block, vetted=vetted)

    text = str(dressed(block.html, ready, LOCK.format(icon_href("lock"))))
    return text.replace('<p class="lead">', "<p>", 1)  # the lead is that of the page


def _block(shown: Shown, *, mends: bool) -> str:
    title, inner = Markup(shown.title), Markup(shown.html)  # noqa: S704 (cleaned when it was stored)
    return render_template("wiki/_block.html", shown=shown, title=title, inner=inner, mends=mends)


def preview_of(html: str, space: Space) -> Markup:
    """A text that is not saved yet, as its writer will read it."""

    def ready(inner: Markup) -> str:
        return render_template("wiki/_ready.html", inner=inner, page=None, vetted=False)

    html = with_own_links(g.actor, html, space)
    return _with_blocks(dressed(html, ready, LOCK.format(icon_href("lock"))))


def customer_view_of(source: str) -> Markup:
    """The text of a page without all that stays inside, cut as for a message that leaves."""
    return stored(variables_marked(customer_html(without_blocks(source))))


def late_days(page: Page) -> int | None:
    """For how many days a review has been due; None when it is not."""
    due = page.review_due_at
    if not page.is_validated or due is None or due > clock.now():
        return None
    return (clock.now() - due).days


def _as_choices(versions: Sequence[Version], page: Page) -> list[dict[str, Any]]:
    here = page.id
    return [
        {"label": each.label, "url": page_url(each.page), "current": each.page.id == here}
        for each in versions
    ]


def contents_of(page: Page) -> list[tuple[str, str]]:
    """The headings of the highest level, when there are at least two."""
    levels = [level for level, _, _ in page.headings]
    top = [(anchor, text) for level, anchor, text in page.headings if level == min(levels)]
    return top if len(top) > 1 else []


def crumbs_of(page: Page, tree: list[queries.Node]) -> list[tuple[str, str]]:
    """Wiki / community / the pages above."""
    around = page.space.around
    crumbs = [(_("Wiki"), "/wiki"), (around.name, f"/wiki/{around.slug}")]
    level = tree
    while (above := next((node for node in level if node.open and not node.current), None)) is not None:
        crumbs.append((above.label, above.url))
        level = above.children
    return crumbs
