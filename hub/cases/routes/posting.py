"""Posts that are pasted in, and replies that a person posts at the channel (CS08)."""

from datetime import datetime
from typing import Annotated, Any

from flask import g, request

from hub.cases import queries
from hub.cases.actions import posting
from hub.cases.conversation import message_url
from hub.cases.desks import channels_pasted
from hub.cases.models import Case
from hub.cases.queries import messages_of
from hub.cases.routes.shown import bp, case_url, show_case, the_case
from hub.channels.models import Channel
from hub.core.errors import Invalid, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.web.filters import readers_zone
from hub.web.forms import LINES, Form, Read, Short, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page

Address = Annotated[str, bounded(400), LINES]


class PastedForm(Form):
    """A post as it was copied from the site."""

    channel: int
    address: Annotated[str, bounded(400, 1), LINES]
    text: Annotated[str, bounded(LIMITS.message, 1), LINES]
    handle: Short = ""
    name: Short = ""
    at: Short = ""
    answers: Address = ""


class PostedForm(Form):
    """Where the reply stands now."""

    address: Annotated[str, bounded(400), LINES] = ""


@bp.get("/cases/posts/new")
def new_post() -> str:
    asked = request.args.get("case", "")
    before = the_case(int(asked)) if asked.isdecimal() and len(asked) < 18 else None
    return _paste_page(blank(**_begun(before)) if before is not None else blank())


@bp.post("/cases/posts")
@once
def paste_post() -> Any:
    form = read(PastedForm)
    if not form.ok:
        return _paste_page(form), 422
    data, channel = form.data, load(g.actor, Channel, form.data.channel)
    try:
        pasted = posting.Pasted(
            data.address, data.text, data.handle, data.name, _moment(data.at), data.answers
        )
        message, is_new = posting.paste(g.actor, channel, pasted)
    except Invalid as refused:
        form.refuse(refused.field or "address", refused.message)
        return _paste_page(form), 422
    to = message_url(the_case(message.case_id).id, message.id)
    return done(to, say=_("It is in this case.") if is_new else _("This post was here already."))


@bp.post("/cases/<int:id>/replies/<int:message_id>/posted")
def say_posted(id: int, message_id: int) -> Any:
    case, form = the_case(id), read(PostedForm)
    message = queries.message_in(g.actor, case, message_id)
    if not message.is_ours:
        raise NotFound
    try:
        if not form.ok:
            raise Invalid(_("Copy the address of your reply from the site."), field="address")
        posting.say_posted(g.actor, message, form.data.address)
    except Invalid as refused:
        typed = str(form.value("address"))[:400]
        return show_case(case, posted=(message_id, typed, refused.message)), 422
    return done(case_url(case), say=_("Noted: your reply stands there."))


def _begun(case: Case) -> dict[str, Any]:
    """The next post of a customer: who writes is known, and what it most likely answers."""
    there = [each for each in messages_of(case) if each.permalink]
    return {
        "channel": case.channel_id, "handle": case.address, "name": case.customer.name,
        "answers": there[-1].permalink if there else "",
    }  # fmt: skip


def _moment(typed: str) -> datetime | None:
    if not typed.strip():
        return None
    try:
        return datetime.fromisoformat(typed.strip()).replace(tzinfo=readers_zone())
    except ValueError:
        raise Invalid(_("Give day and time, for instance 2026-05-04T09:30."), field="at") from None


def _paste_page(form: Read[Any]) -> str:
    return page("cases/paste.html", form=form, channels=channels_pasted(g.actor))
