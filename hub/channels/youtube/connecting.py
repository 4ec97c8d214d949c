"""Connecting an account by signing in at Google: nobody copies a refresh token (OAuth 2 with PKCE).

What begins is kept sealed with the channel's secrets: it holds once, for ten minutes, for the administrator
who began it. What comes back counts only together with that.
"""

import base64
import hashlib
import json
import secrets as random
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import current_app

from hub.channels.actions import renew_token
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.channels.refusals import Refused
from hub.channels.sealing import seal, unseal
from hub.channels.youtube import wire
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.rules import ADMINISTER

SIGN_IN = "https://accounts.google.com/o/oauth2/v2/auth"
BACK = "/admin/channels/connected"  # one address for all channels: Google wants to know it beforehand
HOLDS = timedelta(minutes=10)
BEGUN = "connecting"  # among the secrets


def way_back() -> str:
    """Where Google leads back to, in full."""
    return str(current_app.config["HUB"].public_url).rstrip("/") + BACK


def begin(actor: Person, channel: Channel) -> str:
    """The address at Google where somebody signs in. Raises Invalid when the app is not known yet."""
    require(actor, ADMINISTER)
    kept = unseal(channel.secrets)
    if (
        channel.kind != ChannelKind.YOUTUBE
        or not channel.settings.get("login")
        or not kept.get("client_secret")
    ):
        raise Invalid(_("Save the client id and the client secret of the app first."), field="login")
    state, verifier = f"{channel.id}.{random.token_urlsafe(24)}", random.token_urlsafe(48)
    until = (clock.now() + HOLDS).isoformat()
    begun = {"state": _mark(state), "verifier": verifier, "by": actor.id, "until": until}
    with transaction():
        locked(channel)
        channel.secrets = seal({**unseal(channel.secrets), BEGUN: json.dumps(begun)})
    query = {
        "client_id": channel.settings["login"], "redirect_uri": way_back(), "response_type": "code",
        "scope": wire.SCOPE, "access_type": "offline", "prompt": "consent", "state": state,
        "code_challenge": _mark(verifier), "code_challenge_method": "S256",
    }  # fmt: skip
    site = channel.settings.get("site")
    return f"{site}/auth?{urlencode(query)}" if site else f"{SIGN_IN}?{urlencode(query)}"


def finish(actor: Person, state: str, code: str, error: str = "") -> Channel:
    """Take what Google sent back. Raises Invalid for what nobody began, Refused and Busy as Google says."""
    require(actor, ADMINISTER)
    channel, begun = _begun(actor, state)
    if error or not code:
        said = _("Google was not given leave. Sign in again and allow it.")
        raise Refused(
            said if error == "access_denied" else _("Google did not let us in: %(said)s", said=error[:120])
        )
    token = wire.exchanged(channel, code, str(begun["verifier"]), way_back())
    renew_token(actor, channel, token)
    return channel


def _begun(actor: Person, state: str) -> tuple[Channel, dict[str, Any]]:
    """It is taken out: it holds once, whatever comes of it."""
    number = state.partition(".")[0]
    id = int(number) if number.isascii() and number.isdecimal() and len(number) < 12 else 0
    channel = session().get(Channel, id)
    begun: dict[str, Any] = {}
    if channel is not None and channel.kind == ChannelKind.YOUTUBE:
        with transaction():
            locked(channel)
            kept = unseal(channel.secrets)
            found = json.loads(kept.get(BEGUN, "{}"))
            if found and random.compare_digest(found["state"], _mark(state)) and found["by"] == actor.id:
                begun = found
                channel.secrets = seal({name: each for name, each in kept.items() if name != BEGUN})
    if channel is None or not begun or datetime.fromisoformat(begun["until"]) < clock.now():
        raise Invalid(_("This sign-in was not begun here by you, was used, or took too long. Begin again."))
    return channel, begun


def _mark(said: str) -> str:
    """SHA-256 in base64url: what stands in an address instead of what is kept."""
    return base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()).rstrip(b"=").decode()
