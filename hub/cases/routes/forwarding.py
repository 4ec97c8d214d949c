"""Quoting a certain message in the reply, and sending one on: the recipients are shown before it leaves."""

from typing import Annotated, Any

from flask import Response, g, request
from werkzeug.datastructures import MultiDict

from hub.cases import guard, queries
from hub.cases.actions import forwarding
from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.models import Case, Message
from hub.cases.routes.reply import BECAUSE, MOST_REASONS
from hub.cases.routes.shown import bp, case_url, the_case
from hub.cases.rules import REPLY
from hub.core.db import transaction
from hub.core.errors import HubError
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.web.forms import LINES, Form, Read, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page


class ForwardForm(Form):
    """To whom, with which words. `checked`: recipients who are new to the case and were looked at."""

    to: Annotated[str, bounded(2_000), LINES] = ""
    note: Annotated[str, bounded(LIMITS.message), LINES] = ""
    checked: tuple[str, ...] = ()
    confirm: str = ""


@bp.post("/cases/<int:id>/messages/<int:message_id>/quotation")
def quote_message(id: int, message_id: int) -> Response:
    """Without scripts: the whole message as a quotation below what one has begun."""
    case, message = _message(id, message_id)
    quoted = "\n".join(f"> {line}".rstrip() for line in message.body.splitlines())
    with transaction():
        keep_draft(g.actor, case, f"{reply_draft(g.actor, case)}\n\n{quoted}\n\n".lstrip())
    return done(f"{case_url(case)}#reply", say=_("It is quoted in your reply."))


@bp.get("/cases/<int:id>/messages/<int:message_id>/forward")
def forward_form(id: int, message_id: int) -> str:
    case, message = _message(id, message_id)
    forwarding.refuse_unsent(message)
    return _page(case, message, blank())


@bp.post("/cases/<int:id>/messages/<int:message_id>/forward")
@once
def forward_message(id: int, message_id: int) -> Any:
    """The first press shows every recipient and the whole text; the second one sends."""
    case, message = _message(id, message_id)
    sent = MultiDict(request.form)
    reasons = {
        name.removeprefix(BECAUSE): sent.pop(name)[: LIMITS.note]
        for name in [each for each in sent if each.startswith(BECAUSE)][:MOST_REASONS]
    }
    form = read(ForwardForm, sent)
    if not form.ok:
        return _page(case, message, form), 422
    typed, note = form.data.to, form.data.note
    try:
        to = forwarding.recipients_of(case, typed)
        if form.data.confirm:
            forwarding.forward(g.actor, message, typed, note, checked=form.data.checked, overrides=reasons)
            undo = f"/cases/{id}/messages/{message_id}/forward/return"
            return done(case_url(case), say=_("On its way to %(to)s.", to=", ".join(to)), undo=undo)
        findings = guard.inspect(case, forwarding.text_of(message, note), g.actor)
        return _page(case, message, form, to=to, findings=findings, reasons=reasons)
    except guard.Stopped as stopped:
        return _page(case, message, form, to=to, findings=stopped.findings, reasons=reasons), 422
    except HubError as refused:
        form.refuse(refused.field or "to", refused.message)
        shown = [] if refused.field == "to" else to
        return _page(case, message, form, to=shown, reasons=reasons), refused.status


@bp.post("/cases/<int:id>/messages/<int:message_id>/forward/return")
def take_forward_back(id: int, message_id: int) -> Response:
    case, message = _message(id, message_id)
    forwarding.take_back(g.actor, message)
    return done(case_url(case), say=_("Taken back. Nothing has left."))


def _message(id: int, message_id: int) -> tuple[Case, Message]:
    case = the_case(id)
    message = queries.message_in(g.actor, case, message_id)
    require(g.actor, REPLY, case)
    return case, message


def _page(
    case: Case, message: Message, form: Read[Any], *, to: Any = (), findings: Any = (), reasons: Any = None
) -> str:
    note = str(form.value("note"))
    return page(
        "cases/forward.html", case=case, message=message, form=form, to=to,
        new=forwarding.new_among(case, to), text=forwarding.text_of(message, note), findings=findings,
        reasons=reasons or {}, here=f"/cases/{case.id}/messages/{message.id}/forward",
    )  # fmt: skip
