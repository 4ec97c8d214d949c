"""What is missing: asking for it, one or many at once, writing it, or leaving it."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from flask import Response, g, request

from hub.core.errors import HubError, Invalid
from hub.core.features import kind_of, resolve
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.core.words import ngettext
from hub.curation.actions import ask_about, keep_words, leave_gap, miss_again
from hub.curation.experts import known_about
from hub.curation.gaps import Gap, gaps
from hub.curation.routes.shown import bp, tabs
from hub.curation.rules import curated_spaces
from hub.qa.closings import ref_typed
from hub.spaces.models import Space
from hub.web.forms import LINES, Form, Read, Short, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page

SHOWN = 50
KEY = 220


class WordsForm(Form):
    """A gap, and the text that its words belong to: the one that was proposed, or by its address."""

    gap: Annotated[str, bounded(KEY, 1), LINES]
    ref: Short = ""
    address: Annotated[str, bounded(LIMITS.url), LINES] = ""


@bp.get("/curate/gaps")
def missing() -> str:
    """Every gap with its customers, who could fill it, and what to do."""
    spaces = curated_spaces(g.actor)
    found = gaps(g.actor, spaces, SHOWN)
    names = {space.id: space.name for space in spaces}
    known = known_about(g.actor, found, spaces)
    return page(
        "curation/gaps.html", gaps=found, proposals=known.proposals, names=names, written=known.pages,
        open=sum(gap.question is None for gap in found), tabs=tabs("gaps"),
    )  # fmt: skip


@bp.post("/curate/gaps/questions")
@once
def ask() -> Response:
    """Ask about each gap that was ticked, whom is proposed for it."""
    spaces = curated_spaces(g.actor)
    found = _ticked(spaces)
    if not found:
        raise Invalid(_("Tick what is to be asked; then open the questions."))
    offered = known_about(g.actor, found, spaces).proposals
    made = ask_about(g.actor, [(gap, offered[gap.key]) for gap in found])
    if not made:
        raise Invalid(_("Everything that was ticked is asked already."))
    said = ngettext("%(num)s question is open.", "%(num)s questions are open.", len(made))
    return done(_back(), say=said)


@bp.post("/curate/gaps/aside")
def leave() -> Response:
    """Nothing has to be written about it; for everybody at the desk."""
    found = _ticked(curated_spaces(g.actor))
    if not found:
        raise Invalid(_("Choose a gap; then leave it."))
    leave_gap(g.actor, found[0])
    undo = "/curate/gaps/aside/undo?" + urlencode({"gap": found[0].key})
    return done("/curate/gaps", say=_("It is no gap any more."), undo=undo)


@bp.get("/curate/gaps/phrases")
def choose_text() -> str:
    """To which text the words of a gap belong, when it is another than the one that is proposed."""
    return _choosing(blank(gap=request.args.get("gap", "")[:KEY]))


@bp.post("/curate/gaps/phrases")
def keep() -> Any:
    """It is written already, in other words: the text is found by these from now on (WK19)."""
    form = read(WordsForm)
    if not form.ok:
        return _choosing(form), 422
    found = _named(form.data.gap)
    try:
        ref = form.data.ref or ref_typed(g.actor, form.data.address, "address")
        thing = resolve(g.actor, ref)
        if kind_of(ref).customer_text is None:
            raise Invalid(_("Choose a page or an answer."), field="address")
        keep_words(g.actor, found, thing)
    except HubError as error:
        form.refuse(error.field or "address", error.message)
        return _choosing(form), error.status
    title = kind_of(thing.ref).title(thing)
    undo = "/curate/gaps/aside/undo?" + urlencode({"gap": found.key})
    return done("/curate/gaps", say=_("“%(title)s” is found by these words now.", title=title), undo=undo)


@bp.post("/curate/gaps/aside/undo")
def look_again() -> Response:
    miss_again(g.actor, request.args.get("gap", "")[:KEY])
    return done("/curate/gaps", say=_("It is a gap again."))


def _ticked(spaces: Sequence[Space]) -> list[Gap]:
    """The gaps that the form names, by any of their signs."""
    keys = {key[:KEY] for key in request.form.getlist("gap")[:SHOWN]}
    return [gap for gap in gaps(g.actor, spaces, SHOWN) if gap.keys & keys]


def _named(key: str) -> Gap:
    for gap in gaps(g.actor, curated_spaces(g.actor), SHOWN):
        if key in gap.keys:
            return gap
    raise Invalid(_("This is no gap any more. Open the list again."), field="address")


def _choosing(form: Read[Any]) -> str:
    return page("curation/words.html", form=form, words=str(form.value("gap")).partition(":")[2])


def _back() -> str:
    return "/curate" if request.form.get("from") == "desk" else "/curate/gaps"
