"""The addresses of a person's own chat, and of the switch that administrators keep."""

import re
from typing import Annotated, Any

from flask import Blueprint, Response, g

from hub.core.errors import HubError
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.inbox.chat import actions
from hub.inbox.routes import settings_page
from hub.people.rules import ADMINISTER
from hub.web.chat import Form as Shape
from hub.web.forms import LINES, Form, blank, bounded, read
from hub.web.pages import done, page

bp = Blueprint("chat", __name__, template_folder="../templates")
BACK = "/settings/notifications#chat"
RULE = "/admin/webhooks/people"
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


class ChatForm(Form):
    """Where to, in which form, and who else reads there."""

    form: Shape
    address: Annotated[str, bounded(2_000, 8), LINES]
    tells_closed: bool = False


class RuleForm(Form):
    """Whether people may, and the only hosts."""

    is_on: bool = False
    hosts: Annotated[str, bounded(2_000), LINES] = ""


@bp.post("/settings/notifications/chat")
def connect() -> Any:
    form = read(ChatForm)
    if form.ok:
        sent = form.data
        try:
            actions.connect(g.actor, sent.form, sent.address, tells_closed=sent.tells_closed)
            return done(BACK, say=_("Connected. Look into your chat: a first message is there."))
        except HubError as error:
            form.refuse(error.field or "address", error.message)
    return settings_page(chat=form), 422


@bp.post("/settings/notifications/chat/removal")
def disconnect() -> Response:
    actions.disconnect(g.actor)
    return done(BACK, say=_("Removed. Its address is forgotten."))


@bp.get(RULE)
def rule() -> str:
    require(g.actor, ADMINISTER)
    kept = actions.chat_rule()
    form = blank(is_on=kept.is_on, hosts="\n".join(kept.hosts.split()))
    return page("inbox/chat_rule.html", form=form)


@bp.post(RULE)
def save_rule() -> Any:
    require(g.actor, ADMINISTER)
    form = read(RuleForm)
    hosts = re.split(r"[\s,]+", form.data.hosts.strip().lower()) if form.ok else []
    wrong = [each for each in hosts if each and not HOST.fullmatch(each)]
    if wrong:
        form.refuse(
            "hosts", _("“%(host)s” is no name of a host. Write it as in hooks.slack.com.", host=wrong[0])
        )
    if not form.ok:
        return page("inbox/chat_rule.html", form=form), 422
    actions.set_chat_rule(g.actor, [each for each in hosts if each], is_on=form.data.is_on)
    return done(RULE, say=_("Saved."))
