"""The doors for what Facebook and Instagram tell: proven by its signature, kept at once, read afterwards."""

from flask import Blueprint, Response, make_response, request

from hub.channels.contract import ChannelKind
from hub.channels.graph import arrivals
from hub.channels.inbox import channel_by_slug
from hub.channels.models import Channel
from hub.core.errors import NotFound
from hub.core.words import gettext as _
from hub.web.guard import anyone, without_token

bp = Blueprint("hooks", __name__)

LARGEST = 4 * 1024**2


@bp.get("/in/<any(facebook, instagram):site>/<slug>")
@anyone
def prove_address(site: str, slug: str) -> Response:
    """Meta asks whether the address is ours, with the word that an administrator gave it."""
    channel, sent = _account(site, slug), request.args
    if sent.get("hub.mode") != "subscribe" or not arrivals.knows_word(
        channel, sent.get("hub.verify_token", "")
    ):
        return _refused()
    return _plain(sent.get("hub.challenge", "")[:200], 200)


@bp.post("/in/<any(facebook, instagram):site>/<slug>")
@without_token  # Meta has no session; the signature proves who it is
@anyone
def take_delivery(site: str, slug: str) -> Response:
    request.max_content_length = LARGEST
    channel = _account(site, slug)
    raw = request.get_data(cache=False)
    if not arrivals.is_theirs(channel, raw, request.headers.get("X-Hub-Signature-256", "")):
        return _refused()
    arrivals.take(channel, raw)
    return _plain("ok", 200)


def _account(site: str, slug: str) -> Channel:
    channel = channel_by_slug(slug)
    if channel is None or channel.kind != ChannelKind(site) or channel.settings.get("played_by"):
        raise NotFound
    return channel


def _refused() -> Response:
    return _plain(_("The signature or the word is not right."), 403)


def _plain(text: str, status: int) -> Response:
    response = make_response(text, status)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
