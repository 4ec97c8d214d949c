"""The addresses of flags: raising one wherever the thing is shown, dealing with it, the lists."""

from typing import Any

from flask import Blueprint, Response, g, request

from hub.core.errors import Conflict, Invalid
from hub.core.features import card_of, keepers_of, mend_url, resolve
from hub.core.limits import LIMITS
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.flags.actions import end_flag, raise_flag, reopen_flag
from hub.flags.queries import Flagged, find_flag, flags_by, flags_to_end
from hub.flags.reasons import FlagEnd, FlagReason
from hub.flags.rules import KEEP_RIGHT
from hub.people.models import Person
from hub.web.forms import Form, Note, Read, Short, blank, read
from hub.web.guard import safe_next, wants_fragment
from hub.web.once import once
from hub.web.pages import done, fragment_or_page, page

bp = Blueprint("flags", __name__, template_folder="templates")


class RaiseForm(Form):
    """What is wrong with which thing. `back`: where it was shown, when that was not its own page."""

    ref: Short
    reason: FlagReason
    words: Note = ""
    back: Short = ""


class EndForm(Form):
    """What was done."""

    end: FlagEnd
    answer: Note = ""


@bp.get("/flags")
def flags() -> str:
    return page("flags/flags.html", waiting=flags_to_end(g.actor), mine=flags_by(g.actor))


@bp.get("/flags/new")
def new() -> str:
    ref = request.args.get("ref", "")[: LIMITS.short]
    return _raising(blank(ref=ref, back=safe_back(request.args.get("back", "")), reason="", words=""))


@bp.post("/flags")
@once
def raised() -> Any:
    form = read(RaiseForm)
    if not form.ok:
        return _raising(form), 422
    sent = form.data
    thing = resolve(g.actor, sent.ref)
    try:
        flag = raise_flag(g.actor, thing, sent.reason, sent.words)
    except Invalid as error:
        form.refuse(error.field or "words", error.message)
        return _raising(form), 422
    keeper = _keeper(thing)
    said = (
        _("Flagged. %(name)s hears of it, and you hear what was done.", name=keeper.first_name)
        if keeper is not None
        else _("Flagged. The curators hear of it, and you hear what was done.")
    )
    to = safe_back(sent.back) or card_of(thing).url
    return done(to, fragment="flags/_raised.html", say="" if wants_fragment() else said, said=said, flag=flag)


@bp.get("/flags/<int:id>")
def flag(id: int) -> str:
    return _shown(find_flag(g.actor, id), blank(end="", answer=""))


@bp.post("/flags/<int:id>/end")
def ended(id: int) -> Any:
    found = find_flag(g.actor, id)
    form = read(EndForm)
    if not form.ok:
        return _shown(found, form), 422
    try:
        end_flag(g.actor, found.flag, found.thing, form.data.end, form.data.answer)
    except Conflict as error:
        form.refuse("answer", error.message)
        return _shown(found, form), 409
    except Invalid as error:
        form.refuse(error.field or "answer", error.message)
        return _shown(found, form), 422
    if form.data.end == FlagEnd.WITHDRAWN:
        return done(found.card.url, say=_("Your flag is taken back."), undo=f"/flags/{id}/reopening")
    said = _("Dealt with. %(name)s hears of it.", name=found.flag.person.first_name)
    return done(found.card.url, say=said, undo=f"/flags/{id}/reopening")


@bp.post("/flags/<int:id>/reopening")
def reopened(id: int) -> Response:
    found = find_flag(g.actor, id)
    reopen_flag(g.actor, found.flag, found.thing)
    return done(f"/flags/{id}", say=_("The flag is open again."))


def safe_back(address: str) -> str:
    """An address of ours, else ""."""
    return safe_next(address) if address else ""


def _raising(form: Read[Any]) -> str:
    thing = resolve(g.actor, str(form.value("ref")))
    return fragment_or_page(
        "flags/_raising.html", "flags/new.html", form=form, card=card_of(thing), keeper=_keeper(thing),
        reasons=[(reason.value, reason.label) for reason in FlagReason],
    )  # fmt: skip


def _shown(found: Flagged, form: Read[Any]) -> str:
    return page(
        "flags/flag.html", flag=found.flag, card=found.card, form=form, mend=mend_url(g.actor, found.thing),
        may_end=can(g.actor, KEEP_RIGHT, found.thing), is_mine=found.flag.person_id == g.actor.id,
    )  # fmt: skip


def _keeper(thing: Any) -> Person | None:
    """Whoever hears of it first."""
    from_ids = keepers_of(thing)
    owner: Person | None = getattr(thing, "owner", None) or getattr(thing, "author", None)
    return owner if owner is not None and owner.id in from_ids else None
