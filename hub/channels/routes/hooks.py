"""The doors for what Facebook and Instagram tell: proven by its signature, kept at once, read afterwards."""

import json

from flask import Blueprint, Response, current_app, make_response, request

from hub.channels.contract import ChannelKind
from hub.channels.graph import arrivals, deletion
from hub.channels.inbox import channel_by_slug
from hub.channels.models import Channel, InboxState
from hub.core.errors import NotFound
from hub.core.words import gettext as _
from hub.web.guard import anyone, without_token
from hub.web.pages import page

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


@bp.post("/in/<any(facebook, instagram):site>/<slug>/erasure")
@without_token  # Meta has no session; the signature proves who it is
@anyone
def take_erasure(site: str, slug: str) -> Response:
    """Somebody asked Meta that we forget them: done, also while the channel is paused."""
    request.max_content_length = LARGEST
    channel = _account(site, slug, also_paused=True)
    who = deletion.asked_by(channel, request.form.get("signed_request", ""))
    if not who:
        return _refused()
    code = deletion.take_request(channel, who)
    hub = current_app.config["HUB"].public_url.rstrip("/")
    told = {"url": f"{hub}/in/{site}/{slug}/erasure/{code}", "confirmation_code": code}
    response = make_response(json.dumps(told), 200)
    response.headers["Content-Type"] = "application/json"
    return response


@bp.get("/in/<any(facebook, instagram):site>/<slug>/erasure/<code>")
@anyone
def erasure(site: str, slug: str, code: str) -> str:
    """What became of it, for whoever was given the code."""
    state = deletion.state_of(_account(site, slug, also_paused=True), code)
    if state is None:
        raise NotFound
    return page("channels/erasure.html", is_done=state != InboxState.WAITING, code=code)


def _account(site: str, slug: str, *, also_paused: bool = False) -> Channel:
    channel = channel_by_slug(slug, also_paused=also_paused)
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
