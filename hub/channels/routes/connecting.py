"""Signing in at a provider, for a channel: begun here, finished where the provider leads back to."""

from flask import Blueprint, Response, g, request

from hub.channels.accounts import ask_for_reading
from hub.channels.models import Channel
from hub.channels.refusals import Busy, Refused
from hub.channels.sealing import SealBroken
from hub.channels.youtube import connecting, polling, wire
from hub.channels.youtube.quota import Exhausted
from hub.core.errors import Invalid
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.people.rules import ADMINISTER
from hub.web.pages import done, page

bp = Blueprint("channel_connecting", __name__, template_folder="../templates")


@bp.post("/admin/channels/<int:id>/connection")
def begin(id: int) -> str | Response:
    """A page with the way to the provider: no form of ours may lead out of the hub."""
    channel = load(g.actor, Channel, id)
    require(g.actor, ADMINISTER)
    try:
        address = connecting.begin(g.actor, channel)
    except (Invalid, SealBroken) as refusal:
        return done(f"/admin/channels/{id}/settings", say=str(getattr(refusal, "message", refusal)))
    return page(
        "channels/connecting.html", channel=channel, address=address, back=connecting.way_back(),
        is_admin=can(g.actor, ADMINISTER),
    )  # fmt: skip


@bp.get("/admin/channels/connected")
def finish() -> Response:
    """The provider leads back here, with a code or with what was wrong."""
    require(g.actor, ADMINISTER)
    sent = request.args
    try:
        state = sent.get("state", "")[:200]
        channel = connecting.finish(g.actor, state, sent.get("code", "")[:1_000], sent.get("error", ""))
    except (Invalid, Refused, Busy, SealBroken) as trouble:
        place = _place(sent.get("state", ""))
        return done(
            place, say=_("It did not work: %(trouble)s", trouble=getattr(trouble, "message", trouble))
        )
    try:
        said = wire.probe(channel)
        ask_for_reading(polling.QUEUE, channel.id)
    except (Refused, Busy, Exhausted, SealBroken) as trouble:
        said = _("Connected, but: %(trouble)s", trouble=trouble)
    return done(f"/admin/channels/{channel.id}", say=said)


def _place(state: str) -> str:
    """The channel that it was about, as far as that can be told."""
    number = state.partition(".")[0]
    return f"/admin/channels/{number}" if number.isascii() and number.isdecimal() else "/admin/channels"
