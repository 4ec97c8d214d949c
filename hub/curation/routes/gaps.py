"""What is missing: asking for it, one or many at once, writing it, or leaving it."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Response, g, request

from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.core.words import ngettext
from hub.curation.actions import ask_about, leave_gap, miss_again
from hub.curation.experts import proposals
from hub.curation.gaps import Gap, gaps
from hub.curation.routes.shown import bp, tabs
from hub.curation.rules import curated_spaces
from hub.spaces.models import Space
from hub.web.once import once
from hub.web.pages import done, page

SHOWN = 50
KEY = 220


@bp.get("/curate/gaps")
def missing() -> str:
    """Every gap with its customers, who could fill it, and what to do."""
    spaces = curated_spaces(g.actor)
    found = gaps(g.actor, spaces, SHOWN)
    names = {space.id: space.name for space in spaces}
    return page(
        "curation/gaps.html", gaps=found, proposals=proposals(g.actor, found, spaces), names=names,
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
    offered = proposals(g.actor, found, spaces)
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


@bp.post("/curate/gaps/aside/undo")
def look_again() -> Response:
    miss_again(g.actor, request.args.get("gap", "")[:KEY])
    return done("/curate/gaps", say=_("It is a gap again."))


def _ticked(spaces: Sequence[Space]) -> list[Gap]:
    """The gaps that the form names, by any of their signs."""
    keys = {key[:KEY] for key in request.form.getlist("gap")[:SHOWN]}
    return [gap for gap in gaps(g.actor, spaces, SHOWN) if gap.keys & keys]


def _back() -> str:
    return "/curate" if request.form.get("from") == "desk" else "/curate/gaps"
