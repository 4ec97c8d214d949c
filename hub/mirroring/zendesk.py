"""Zendesk's wire format: what we ask, what it answers, and how it refuses."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from hub.channels.models import Channel
from hub.channels.sealing import unseal
from hub.core.words import gettext as _
from hub.web import fetcher

MOST = 8 * 1024**2  # bytes of one answer
PAGE = 100
COMMENT_PAGES = 20  # of one ticket; more is said as an error
AGENT = "Backchannel-Mirror/1"


class Refused(Exception):
    """The account does not let us in: nothing works until somebody has looked at it."""


class Busy(Exception):
    """Not now. `seconds`: how long it asks us to wait, if it does."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Malformed(Exception):
    """One record cannot be read; the message says what is wrong with it."""


def ask(channel: Channel, path: str, **query: str | int) -> dict[str, Any]:
    """What the account answers. Raises Refused, Busy and Malformed."""
    return _asked(channel, "GET", path + (f"?{urlencode(query)}" if query else ""))


def put_private_note(channel: Channel, ticket: str, text: str) -> str:
    """Add an internal comment. Returns its number, where the account says it."""
    comment = {"body": text, "public": False}
    body = json.dumps({"ticket": {"comment": comment}}).encode()
    found = _asked(channel, "PUT", f"/api/v2/tickets/{ticket}.json", body)
    audit = found.get("audit")
    events = audit.get("events") if isinstance(audit, dict) else None
    made = [each for each in events or () if isinstance(each, dict) and each.get("type") == "Comment"]
    return str(made[0].get("id") or "") if made else ""


def _asked(channel: Channel, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
    login, token = channel.settings.get("login", ""), unseal(channel.secrets).get("token", "")
    key = base64.b64encode(f"{login}/token:{token}".encode()).decode()
    headers = {"Authorization": f"Basic {key}", "Accept": "application/json", "User-Agent": AGENT}
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        answer = fetcher.ask(
            f"{channel.settings.get('site', '')}{path}", headers, MOST, method=method, body=body
        )
    except fetcher.NotAllowed as error:
        raise Refused(str(error)) from error
    except fetcher.Unreachable as error:
        raise Busy(_("Zendesk does not answer: %(error)s", error=error)) from error
    return _read(answer)


def _read(answer: fetcher.Answer) -> dict[str, Any]:
    if answer.status == 401:
        raise Refused(_("Zendesk does not accept the login or the token. Enter a new token, then resume."))
    if answer.status == 403:
        raise Refused(_("This login may not read the tickets. Use an administrator’s, then resume."))
    if answer.status == 429:
        raise Busy(_("Zendesk asks us to slow down."), answer.retry_seconds or 60.0)
    if answer.status == 409 or answer.status >= 500:
        raise Busy(_("Zendesk is out of order (%(status)s).", status=answer.status), answer.retry_seconds)
    try:
        found = json.loads(answer.body)
    except ValueError:
        raise Malformed(_("The answer is no JSON (%(status)s).", status=answer.status)) from None
    if not answer.is_ok or not isinstance(found, dict):
        said = str(found.get("description") or found.get("error")) if isinstance(found, dict) else ""
        raise Malformed(_("Zendesk says no (%(status)s): %(said)s", status=answer.status, said=said[:200]))
    return found


def probe(channel: Channel) -> str:
    """Who the account takes us for, and what that lets us do."""
    user = ask(channel, "/api/v2/users/me.json").get("user") or {}
    if not user.get("id"):  # strangers are answered too, as "Anonymous user"
        raise Refused(_("Zendesk does not accept the login or the token. Enter a new token, then resume."))
    if user.get("role") != "admin":
        raise Refused(_("This login may not read the tickets. Use an administrator’s, then resume."))
    return _(
        "Signed in as %(name)s: tickets, comments and internal notes can be read.", name=user.get("name")
    )


def comments(channel: Channel, ticket: str) -> Iterator[dict[str, Any]]:
    """Everything said in a ticket, the oldest first."""
    query: dict[str, str | int] = {"page[size]": PAGE}
    for _page in range(COMMENT_PAGES):
        found = ask(channel, f"/api/v2/tickets/{ticket}/comments.json", **query)
        yield from _records(found, "comments")
        meta = found.get("meta") or {}
        if not meta.get("has_more"):
            return
        query["page[after]"] = str(meta.get("after_cursor") or "")
    raise Malformed(_("It has more comments than are read here."))


def users(channel: Channel, ids: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """The people with these numbers, each once; who is gone there is left out."""
    wanted = sorted({str(id) for id in ids if id})[:PAGE]
    if not wanted:
        return {}
    found = ask(channel, "/api/v2/users/show_many.json", ids=",".join(wanted))
    return {str(each["id"]): each for each in _records(found, "users") if each.get("id")}


def _records(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = found.get(name)
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise Malformed(_("The answer has no list of %(name)s.", name=name))
    return rows


def moment(said: Any) -> datetime:
    """A moment as it writes them."""
    try:
        made = datetime.fromisoformat(str(said).replace("Z", "+00:00"))
    except ValueError:
        raise Malformed(_("“%(said)s” is no moment.", said=str(said)[:60])) from None
    if made.tzinfo is None:
        raise Malformed(_("“%(said)s” is no moment.", said=str(said)[:60]))
    return made
