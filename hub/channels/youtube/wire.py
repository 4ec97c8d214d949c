"""YouTube's wire format: what we ask, what it answers, how it refuses. Tokens come from a refresh token."""

import hashlib
import html
import json
import re
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from hub.channels.models import Channel
from hub.channels.refusals import Busy, Gone, Refused, Rejected, Unclear
from hub.channels.sealing import unseal
from hub.channels.youtube import quota
from hub.core import clock
from hub.core.words import gettext as _
from hub.web import fetcher

API, TOKENS = "https://youtube.googleapis.com", "https://oauth2.googleapis.com"
MOST = 4 * 1024**2  # bytes of one answer
PAGE = 100
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"  # the only one that comments need
AGENT = "Backchannel-YouTube/1"
MARGIN = timedelta(minutes=2)  # before a token ends it is renewed
OUT_OF_UNITS = ("quotaExceeded", "dailyLimitExceeded")
TOO_FAST = ("rateLimitExceeded", "userRateLimitExceeded")
GONE = {
    "commentsDisabled", "videoNotFound", "commentNotFound", "commentThreadNotFound", "parentCommentNotFound",
}  # fmt: skip
CLOSED = {"forbidden", "insufficientPermissions", "ineligibleAccount"}
BREAK = re.compile(r"(?i)<br\s*/?>")
TAG = re.compile(r"<[^>]{0,500}>")

_tokens: dict[int, tuple[str, str, datetime]] = {}  # channel → mark of its keys, token, end
_renewing = threading.Lock()  # two threads must not renew the same token at once


def ask(channel: Channel, path: str, **query: str | int) -> dict[str, Any]:
    """Read something: one unit."""
    return _asked(channel, "GET", f"/youtube/v3/{path}?{urlencode(query)}")


def put_reply(channel: Channel, parent: str, text: str) -> str:
    """Answer below a top comment, in public: fifty units. Returns the id of the new comment."""
    body = {"snippet": {"parentId": parent, "textOriginal": text}}
    made = _asked(channel, "POST", "/youtube/v3/comments?part=snippet", json.dumps(body).encode())
    return str(made.get("id") or "")


def replies(channel: Channel, thread: str) -> list[dict[str, Any]]:
    """Every reply below a top comment; comments that slip from page to page come once."""
    found: dict[str, dict[str, Any]] = {}
    token = ""
    for _page in range(20):
        more: dict[str, str | int] = {"pageToken": token} if token else {}
        page = ask(channel, "comments", part="snippet", parentId=thread, maxResults=PAGE, **more)
        found.update({each["id"]: each for each in records(page)})
        token = str(page.get("nextPageToken") or "")
        if not token:
            break
    return list(found.values())


def comments(channel: Channel, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Those that are still there, by id."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), 50):
        page = ask(channel, "comments", part="snippet", id=",".join(ids[start : start + 50]), maxResults=PAGE)
        found.update({each["id"]: each for each in records(page)})
    return found


def videos(channel: Channel, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What stands above the comments: title, description, day."""
    wanted = sorted(set(ids))[:50]
    page = ask(channel, "videos", part="snippet", id=",".join(wanted)) if wanted else {"items": []}
    return {each["id"]: each.get("snippet") or {} for each in records(page)}


def probe(channel: Channel) -> str:
    """As whom we are signed in. Raises Refused when that is not the account's own channel."""
    mine = records(ask(channel, "channels", part="snippet", mine="true"))
    names = {each["id"]: (each.get("snippet") or {}).get("title", each["id"]) for each in mine}
    wanted = channel.settings.get("account", "")
    if wanted not in names:
        raise Refused(_("The key belongs to another channel on YouTube: %(names)s.",
                        names=", ".join(names.values()) or "?"))  # fmt: skip
    return _("Signed in as %(name)s: comments can be read and answered.", name=names[wanted])


def records(page: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of a page that have an id."""
    rows = page.get("items") or []
    return [each for each in rows if isinstance(each, dict) and isinstance(each.get("id"), str)]


def text_of(snippet: dict[str, Any]) -> str:
    """What somebody wrote. What is shown may be HTML; what was typed we see of our own only."""
    typed = snippet.get("textOriginal")
    if isinstance(typed, str):
        return typed
    return html.unescape(TAG.sub("", BREAK.sub("\n", str(snippet.get("textDisplay") or ""))))


def author_of(snippet: dict[str, Any]) -> str:
    """The id of the channel that wrote it; "" where it is not told."""
    there = snippet.get("authorChannelId")
    return str(there.get("value") or "") if isinstance(there, dict) else ""


def moment(said: Any) -> datetime:
    """A moment as it writes them, with and without milliseconds. Raises ValueError."""
    made = datetime.fromisoformat(str(said).replace("Z", "+00:00"))
    if made.tzinfo is None:
        raise ValueError(said)
    return made


def _asked(channel: Channel, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
    quota.spend(channel, quota.WRITE if body is not None else quota.READ)
    answer = _sent(channel, method, path, body, _token(channel))
    if answer.status == 401:  # once anew: it may have been taken back before its time
        _tokens.pop(channel.id, None)
        answer = _sent(channel, method, path, body, _token(channel))
    return _read(channel, answer)


def _sent(channel: Channel, method: str, path: str, body: bytes | None, token: str) -> fetcher.Answer:
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "User-Agent": AGENT}
    if body is not None:
        headers["Content-Type"] = "application/json"
    site = channel.settings.get("site") or API
    try:
        return fetcher.ask(f"{site}{path}", headers, MOST, method=method, body=body)
    except fetcher.NotAllowed as error:
        raise Refused(str(error)) from error
    except fetcher.Unreachable as error:
        said = _("YouTube does not answer: %(error)s", error=error)
        raise (Busy(said) if body is None else Unclear(said)) from error


def _read(channel: Channel, answer: fetcher.Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = {}
    if not isinstance(found, dict):
        found = {}
    if answer.is_ok:
        return found
    error = found.get("error") if isinstance(found.get("error"), dict) else {}
    raise _trouble(channel, answer, error or {})


def _trouble(channel: Channel, answer: fetcher.Answer, error: dict[str, Any]) -> Exception:
    """By status first, then by reason: some fixtures carry a reason that belongs to another status."""
    first = (error.get("errors") or [{}])[0]
    reason = str(first.get("reason") or "") if isinstance(first, dict) else ""
    said = str(error.get("message") or "")[:300]
    if answer.status == 401:
        return Refused(_ended())
    if answer.status >= 500:
        return Busy(_("YouTube is out of order (%(status)s).", status=answer.status), answer.retry_seconds)
    if reason in OUT_OF_UNITS:
        return quota.use_up(channel)
    if answer.status == 429 or reason in TOO_FAST:
        return Busy(_("YouTube asks us to slow down."), answer.retry_seconds or 60.0)
    if reason in GONE or answer.status == 404:
        return Gone(_("The comment or its video is not there any more, or takes no comments."))
    if answer.status == 403 or reason in CLOSED or error.get("status") == "PERMISSION_DENIED":
        return Refused(_("YouTube does not allow it: %(said)s", said=said))
    if reason == "keyInvalid":
        return Refused(_ended())
    return Rejected(_("YouTube does not take it: %(said)s", said=said or reason or answer.status))


def _ended() -> str:
    """What to do when our key ended."""
    return _(
        "Our access to YouTube has ended. Sign in at Google again from the settings; apps in testing lose "
        "their access after seven days."
    )


def _token(channel: Channel) -> str:
    """A token that still holds. Raises Refused when the account was taken back."""
    mark = hashlib.sha256(f"{channel.secrets}{channel.settings.get('site', '')}".encode()).hexdigest()
    with _renewing:
        known = _tokens.get(channel.id)
        if known is not None and known[0] == mark and clock.now() < known[2] - MARGIN:
            return known[1]
        token, seconds = _renewed(channel)
        _tokens[channel.id] = (mark, token, clock.now() + timedelta(seconds=seconds))
        return token


def has_key(channel: Channel) -> bool:
    """Whether somebody has connected it yet."""
    return bool(unseal(channel.secrets).get("token"))


def exchanged(channel: Channel, code: str, verifier: str, way_back: str) -> str:
    """The refresh token for a code that Google sent back. Raises Refused with what to mend."""
    said = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": way_back,
    }
    answer = _token_of(channel, said)
    found = _told(answer)
    if not answer.is_ok:
        raise _not_exchanged(answer, str(found.get("error") or ""))
    if SCOPE not in str(found.get("scope") or SCOPE).split():
        raise Refused(_("Leave to read and answer comments was not given. Sign in again and tick it."))
    token = str(found.get("refresh_token") or "")
    if not token:
        raise Refused(
            _(
                "Google gave no lasting key. Take the hub’s leave away in the Google account, "
                "then sign in again."
            )
        )
    _tokens.pop(channel.id, None)
    return token


def _not_exchanged(answer: fetcher.Answer, error: str) -> Exception:
    if answer.status >= 500 or answer.status == 429:
        return Busy(_("Google is out of order (%(status)s).", status=answer.status), answer.retry_seconds)
    if error == "redirect_uri_mismatch":
        return Refused(
            _("Google does not know the address that it leads back to: put it into the app’s console.")
        )
    if error in ("invalid_client", "unauthorized_client"):
        return Refused(_("Google does not know the app: look at the client id and the client secret."))
    return Refused(_("The sign-in was used already or took too long. Begin again."))


def _renewed(channel: Channel) -> tuple[str, int]:
    said = {"refresh_token": unseal(channel.secrets).get("token", ""), "grant_type": "refresh_token"}
    answer = _token_of(channel, said)
    if answer.status in (400, 401, 403):
        raise Refused(_ended())
    try:
        found = _told(answer)
        return str(found["access_token"]), int(found.get("expires_in", 3600))
    except (ValueError, KeyError, TypeError) as error:
        text = _("YouTube is out of order (%(status)s).", status=answer.status)
        raise Busy(text, answer.retry_seconds) from error


def _token_of(channel: Channel, said: dict[str, str]) -> fetcher.Answer:
    app = {"client_id": channel.settings.get("login", ""),
           "client_secret": unseal(channel.secrets).get("client_secret", "")}  # fmt: skip
    site = channel.settings.get("site") or TOKENS
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": AGENT}
    try:
        body = urlencode(app | said).encode()
        return fetcher.ask(f"{site}/token", headers, MOST, method="POST", body=body)
    except fetcher.NotAllowed as error:
        raise Refused(str(error)) from error
    except fetcher.Unreachable as error:
        raise Busy(_("Google does not answer: %(error)s", error=error)) from error


def _told(answer: fetcher.Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
