"""How Salesforce is asked: a pass by client credentials, renewed when it has expired, and its refusals.

The pass is kept in this process only and never stored. It goes to the address that the account names,
which the guarded client judges like any other.
"""

import hashlib
import json
import re
from typing import Any
from urllib.parse import urlencode

from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.channels.sealing import unseal
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.mirroring.helpdesk import MOST, Busy, Malformed, Refused, asked, no, wait
from hub.web import fetcher

KIND = ChannelKind.SALESFORCE
API = "/services/data/v60.0"
INSIDE = "/services/data/"  # an address in an answer leads here or nowhere
INSTANCE = re.compile(r"https?://[A-Za-z0-9.-]{1,190}(?::\d{1,5})?")
DAY_IS_USED_UP = 3600.0  # seconds: the limit is one of the last 24 hours, and frees itself little by little
LATER = ("QUERY_TIMEOUT", "UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION")
_passes: dict[tuple[int, str], tuple[str, str, str]] = {}  # account → pass, instance, who we are


class NoSuchThing(Malformed):
    """The account does not have this kind of record, or hides it from us."""


class Expired(Malformed):
    """The rest of a long answer is not kept any more: ask anew."""


def get(channel: Channel, path: str, **query: str) -> dict[str, Any]:
    """What the account answers. Raises Refused, Busy and Malformed."""
    return _asked(channel, "GET", path + (f"?{urlencode(query)}" if query else ""))


def get_bytes(channel: Channel, path: str) -> bytes:
    """What stands there, as it is: at most one byte more than a file may have."""
    answer = _once(channel, "GET", path, None, anew=False, most=LIMITS.upload_bytes + 1)
    if answer.status == 401:
        answer = _once(channel, "GET", path, None, anew=True, most=LIMITS.upload_bytes + 1)
    if answer.is_ok:
        return answer.body
    _read(answer)
    raise no(KIND, answer.status, "")


def post(channel: Channel, path: str, said: dict[str, Any]) -> dict[str, Any]:
    """Make a record."""
    return _asked(channel, "POST", path, json.dumps(said).encode())


def who_we_are(channel: Channel) -> str:
    """The number of the user as whom we are let in; "" when the account does not say it."""
    return _pass(channel, anew=True)[2]


def _asked(channel: Channel, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
    if not path.startswith(INSIDE):
        raise Malformed(_("The answer leads somewhere else."))
    answer = _once(channel, method, path, body, anew=False)
    if answer.status == 401:  # the pass lasts some hours, or until somebody ends it
        answer = _once(channel, method, path, body, anew=True)
    return _read(answer)


def _once(
    channel: Channel, method: str, path: str, body: bytes | None, *, anew: bool, most: int = MOST
) -> fetcher.Answer:
    token, instance, _user = _pass(channel, anew=anew)
    headers = {"Authorization": f"Bearer {token}", "Sforce-Query-Options": "batchSize=200"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    return asked(KIND, method, f"{instance}{path}", headers, body, most)


def _pass(channel: Channel, *, anew: bool) -> tuple[str, str, str]:
    mark = hashlib.sha256(f"{channel.settings.get('site')}\0{channel.secrets}".encode()).hexdigest()
    key = (channel.id, mark)
    if anew or key not in _passes:
        _passes.pop(key, None)
        _passes[key] = _signed_in(channel)
    return _passes[key]


def _signed_in(channel: Channel) -> tuple[str, str, str]:
    secret = unseal(channel.secrets).get("token", "")
    said = {
        "grant_type": "client_credentials", "client_id": channel.settings.get("login", ""),
        "client_secret": secret,
    }  # fmt: skip
    site = channel.settings.get("site", "")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = asked(KIND, "POST", f"{site}/services/oauth2/token", headers, urlencode(said).encode())
    wait(KIND, answer)
    found = _json(answer)
    if not answer.is_ok or not isinstance(found, dict):
        why = str(found.get("error_description") or found.get("error")) if isinstance(found, dict) else ""
        raise Refused(
            _(
                "Salesforce does not let the app in: %(why)s. Mend it there or here, then resume.",
                why=why[:200],
            )
        )
    instance = str(found.get("instance_url") or site)
    if not found.get("access_token") or not INSTANCE.fullmatch(instance):
        raise Malformed(_("Salesforce’s answer to the login cannot be read."))
    return str(found["access_token"]), instance, str(found.get("id") or "").rpartition("/")[2]


def _read(answer: fetcher.Answer) -> dict[str, Any]:
    found = _json(answer) if answer.body else {}
    if answer.is_ok and isinstance(found, dict):
        return found
    first = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
    code, why = str(first.get("errorCode") or ""), str(first.get("message") or "")
    if code == "REQUEST_LIMIT_EXCEEDED":
        raise Busy(_("Salesforce’s daily limit of requests is used up."), DAY_IS_USED_UP)
    if code in LATER:
        raise Busy(_("%(name)s is out of order (%(status)s).", name="Salesforce", status=code))
    wait(KIND, answer)
    if answer.status in (401, 403):
        raise Refused(
            _("Salesforce does not let this app read the cases (%(why)s). Mend it there, then resume.",
              why=why[:200] or answer.status)
        )  # fmt: skip
    if code == "INVALID_TYPE":
        raise NoSuchThing(why[:200])
    if code == "INVALID_QUERY_LOCATOR":
        raise Expired(why[:200])
    raise no(KIND, answer.status, f"{code} {why}".strip())


def _json(answer: fetcher.Answer) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError:
        wait(KIND, answer)
        raise Malformed(_("The answer is no JSON (%(status)s).", status=answer.status)) from None
