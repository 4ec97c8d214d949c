"""Pages of recalls: the list, one with whom it concerns, and what is done there."""

from typing import Any, Literal

from flask import Blueprint, Response, g, request

from hub.cases.models import Case
from hub.cases.search import CHANNEL_ICONS
from hub.core.errors import Invalid, NotFound
from hub.core.features import kind_of, registry, resolve, resolve_many, url_of
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.recall import actions, panels, queries
from hub.recall.drafting import approved_wording
from hub.recall.models import FollowUp, Told
from hub.recall.rules import CLOSE_RECALL, OPEN_RECALL
from hub.recall.uses import SIZE, Result, leading_to, uses_of
from hub.reuse.recall_models import Change, Recall
from hub.reuse.recalls import reach_of
from hub.web.forms import Form, Note, Read, Short, blank, read
from hub.web.once import once
from hub.web.pages import done, page
from hub.web.paging import after, cut

bp = Blueprint("recall", __name__, template_folder="templates")

STATES = {
    Told.WAITING: lazy("To be told"), Told.DRAFTED: lazy("Prepared"), Told.SENT: lazy("Told"),
    Told.NOT_NEEDED: lazy("Not needed"), Told.UNREACHABLE: lazy("Out of reach"),
}  # fmt: skip
CHANGES = {Change.CHANGED: lazy("It has changed"), Change.WRONG: lazy("It was wrong")}


class OpenForm(Form):
    """Which text is taken back, and why."""

    ref: Short = ""
    change: Short = ""
    because: Note = ""


class DecisionForm(Form):
    """Why a customer is not written to."""

    state: Short = ""
    because: Note = ""


class ClosingForm(Form):
    """The last word on a recall; `mistaken`: the text had been right."""

    note: Note = ""
    mistaken: Literal["", "1"] = ""


@bp.get("/recalls")
def recalls() -> str:
    is_open = request.args.get("state") != "closed"
    found = queries.recalls(g.actor, is_open=is_open, after=after())
    return page("recall/recalls.html", found=found, is_open=is_open, changes=CHANGES, states=STATES)


@bp.get("/recalls/new")
def new() -> str:
    thing = _recallable(request.args.get("ref", ""))
    return _new_page(thing, blank(ref=thing.ref, change=Change.WRONG))


@bp.post("/recalls")
@once
def open_recall() -> Any:
    form = read(OpenForm)
    thing = _recallable(str(form.value("ref")))
    if form.ok and form.data.change not in CHANGES:
        form.refuse("change", _("Say whether it has changed or was wrong."))
    if not form.ok:
        return _new_page(thing, form), 422
    recall = actions.open_recall(g.actor, thing, Change(form.data.change), form.data.because)
    return done(
        f"/recalls/{recall.id}", say=_("It is not offered any more. Everybody who has it is looked up.")
    )


@bp.get("/recalls/<int:id>")
def recall(id: int) -> str:
    return _recall_page(load(g.actor, Recall, id))


@bp.post("/recalls/<int:id>/follow-ups/<int:number>/draft")
def prepare(id: int, number: int) -> Response:
    found, follow_up = _follow_up(id, number)
    actions.prepare_follow_up(g.actor, found, follow_up)
    return done(
        f"/cases/{follow_up.case_id}#reply",
        say=_("The words are in your reply. Look them over, then send them."),
    )


@bp.post("/recalls/<int:id>/follow-ups/<int:number>/decision")
def decide(id: int, number: int) -> Any:
    found, follow_up = _follow_up(id, number)
    form = read(DecisionForm)
    try:
        sent = form.data if form.ok else DecisionForm(state=str(form.value("state")))
        state = Told(sent.state) if sent.state in set(Told) else Told.WAITING
        if form.ok:
            actions.decide(g.actor, found, follow_up, state, sent.because)
    except Invalid as refused:
        form.refuse(refused.field or "because", refused.message)
    if not form.ok:
        return _recall_page(found, form, about=number), 422
    return done(f"/recalls/{id}#f{number}", say=_("Noted."))


@bp.post("/recalls/<int:id>/follow-ups/<int:number>/reopening")
def take_up_again(id: int, number: int) -> Response:
    found, follow_up = _follow_up(id, number)
    actions.take_up_again(g.actor, found, follow_up)
    return done(f"/recalls/{id}#f{number}", say=_("To be told again."))


@bp.post("/recalls/<int:id>/closing")
def close(id: int) -> Any:
    found, form = load(g.actor, Recall, id), read(ClosingForm)
    if form.ok:
        try:
            actions.close_recall(g.actor, found, form.data.note, mistaken=form.data.mistaken == "1")
            return done(f"/recalls/{id}", say=_("Closed."))
        except Invalid as refused:
            form.refuse(refused.field or "note", refused.message)
    require(g.actor, CLOSE_RECALL, found)
    return _recall_page(found, closing=form), 422


@bp.get("/cases/<int:id>/recalls")
def in_case(id: int) -> str:
    """The part of the case's page that follows what happens."""
    return panels.in_case(g.actor, load(g.actor, Case, id))


def _recallable(ref: str) -> Any:
    """Something that customers may have been given."""
    thing = resolve(g.actor, ref)
    if registry.kinds[thing.ref_kind].customer_text is None:
        raise NotFound
    require(g.actor, OPEN_RECALL, thing)
    return thing


def _follow_up(id: int, number: int) -> tuple[Recall, FollowUp]:
    """One customer of a recall, for those who may open the case."""
    found = load(g.actor, Recall, id)
    follow_up = queries.follow_up_of(found, number)
    load(g.actor, Case, follow_up.case_id)
    return found, follow_up


def _new_page(thing: Any, form: Read[Any]) -> str:
    kind = registry.kinds[thing.ref_kind]
    return page(
        "recall/new.html", form=form, thing=thing, title=kind.title(thing), back=url_of(thing),
        reach=reach_of(thing), changes=CHANGES,
    )  # fmt: skip


def _recall_page(
    found: Recall, decision: Read[Any] | None = None, *, about: int = 0, closing: Read[Any] | None = None
) -> str:
    state = request.args.get("state", "")
    state = state if state in ("open", "settled") else ""
    thing, revision = actions.source_of(found)
    shown = resolve_many(g.actor, [found.source]).get(found.source)
    return page(
        "recall/recall.html", recall=found, states=STATES, changes=CHANGES, icons=CHANNEL_ICONS, state=state,
        progress=queries.progress_of([found.id]).get(found.id, queries.Progress()),
        found=queries.holders(g.actor, found, state=state, after=after()),
        wording=approved_wording(thing, revision) if shown is not None else None,
        url=url_of(shown) if shown is not None else "", may_close=can(g.actor, CLOSE_RECALL, found),
        decision=decision or blank(), about=about, closing=closing or blank(),
    )  # fmt: skip


@bp.get("/uses/<ref>")
def used_in(ref: str) -> str:
    """Where an answer or a page was used."""
    thing = resolve(g.actor, ref)
    kind = kind_of(ref)
    if kind.customer_text is None:
        raise NotFound
    asked = request.args.get("result", "")
    result = Result(asked) if asked in set(Result) else None
    sums, found = uses_of(g.actor, ref, result, after())
    every: list[dict[str, Any]] = [{"label": _("All"), "url": f"/uses/{ref}", "current": result is None}]
    every += [
        {"label": each.label, "url": f"/uses/{ref}?result={each}", "current": result == each}
        for each in Result
    ]
    return page(
        "recall/uses.html", ref=ref, thing=thing, title=kind.title(thing), url=url_of(thing), sums=sums,
        shown=cut(found, SIZE), result=result, choices=every, elsewhere=leading_to(g.actor, ref),
    )  # fmt: skip
