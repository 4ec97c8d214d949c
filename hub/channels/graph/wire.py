"""The Graph API's wire format: what we ask of an account, what it answers, and how it refuses.

Every call carries the token and its proof in the address: neither address nor answer is ever logged.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hub.channels.contract import ChannelKind
from hub.channels.graph import usage
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel
from hub.channels.refusals import Busy, Gone, Refused, Rejected, Unclear
from hub.channels.sealing import unseal
from hub.core import clock
from hub.core.words import gettext as _
from hub.web import fetcher

GRAPH, VERSION = "https://graph.facebook.com", "v26.0"
MOST = 4 * 1024**2  # bytes of one answer
AGENT = "Backchannel-Graph/1"
ENDED, TOO_FAST, TEMPORARY = (190, 102), (4, 17, 32, 341, 613), (1, 2)
OUTSIDE = (2018278, 2534022)  # subcodes: more than a day since they wrote, there and on Instagram


@dataclass(frozen=True)
class Dialect:
    """How one of the sites that speak over Graph calls what all of them have."""

    answers: str  # the edge below a comment, read and written
    words: str  # the field of a comment's text
    post: str  # the fields of a post
    me: str  # the fields of the account itself
    writer: str  # the fields that tell who wrote a comment
    profile: str  # the fields of somebody who wrote a message
    more: dict[str, str | int]  # what else is said when answers are read


DIALECTS = {
    ChannelKind.FACEBOOK: Dialect(
        "comments",
        "message",
        "message,story,created_time,permalink_url",
        "id,name",
        "from",
        "first_name,last_name",
        {"filter": "stream"},
    ),
    ChannelKind.INSTAGRAM: Dialect(
        "replies", "text", "caption,timestamp,permalink", "id,username", "from,username", "name,username", {}
    ),
}


class TooLate(Rejected):
    """The window for an ordinary message is over."""


def ask(channel: Channel, path: str, **query: str | int) -> dict[str, Any]:
    """Read something."""
    return _asked(channel, "GET", path, query)


def put_comment(channel: Channel, under: str, text: str) -> str:
    """Answer below a comment or a post, for everybody to read. Returns the id of the new comment."""
    made = _asked(channel, "POST", f"{under}/{dialect_of(channel).answers}", {}, {"message": text})
    return str(made.get("id") or "")


def put_message(
    channel: Channel, recipient: dict[str, str], text: str, key: str, *, late: bool = False
) -> str:
    """Write to one person. `key` comes back with the echo. Returns the id of the message."""
    kind = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"} if late else {"messaging_type": "RESPONSE"}
    said = {"recipient": recipient, "message": {"text": text, "metadata": key}, **kind}
    sender = page_of(channel) if channel.kind == ChannelKind.FACEBOOK else "me"  # the Page behind it
    made = _asked(channel, "POST", f"{sender}/messages", {}, said)
    return str(made.get("message_id") or "")


def answers(channel: Channel, under: str) -> list[dict[str, Any]]:
    """What stands below a comment or a post."""
    dialect = dialect_of(channel)
    fields = f"id,{dialect.writer},{dialect.words}"
    return listed(channel, f"{under}/{dialect.answers}", fields=fields, **dialect.more)


def listed(channel: Channel, path: str, **query: str | int) -> list[dict[str, Any]]:
    """All of a list. An empty page is not the end: no `next` is."""
    found: list[dict[str, Any]] = []
    query = {"limit": 100, **query}
    for _page in range(20):
        page = ask(channel, path, **query)
        found += [each for each in page.get("data") or [] if isinstance(each, dict)]
        paging = page.get("paging") or {}
        if not paging.get("next"):
            break
        query["after"] = str((paging.get("cursors") or {}).get("after") or "")
    return found


def probe(channel: Channel) -> str:
    """As whom we are signed in. Raises Refused when that is another account."""
    is_page = channel.kind == ChannelKind.FACEBOOK
    mine = ask(channel, "me" if is_page else page_of(channel), fields=dialect_of(channel).me)
    name = mine.get("name") or mine.get("username") or "?"
    if str(mine.get("id") or "") != page_of(channel):
        raise Refused(_("The token belongs to another account: %(name)s.", name=name))
    return _("Signed in as %(name)s: comments and messages can be answered.", name=name)


def is_ours(channel: Channel, told: dict[str, Any]) -> bool:
    """Whether our account wrote it. Some answers of Instagram know people by their names alone."""
    there = told.get("from") if isinstance(told.get("from"), dict) else {}
    if str((there or {}).get("id") or "") == page_of(channel):
        return True
    return bool(channel.cursor.get("handle")) and name_in(told) == channel.cursor["handle"]


def name_in(told: dict[str, Any]) -> str:
    """What the writer of a comment on Instagram is called."""
    return str((told.get("from") or {}).get("username") or told.get("username") or "")


def dialect_of(channel: Channel) -> Dialect:
    """How its site calls things."""
    return DIALECTS[channel.kind]


def site_of(channel: Channel) -> str:
    """The name of the site, for people."""
    return str(TRAITS[channel.kind].label)


def page_of(channel: Channel) -> str:
    """The id of the Page, or of the account on Instagram."""
    return str(channel.settings.get("account") or "")


def proof_of(token: str, secret: str) -> str:
    """That whoever uses the token knows the secret of the app."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _asked(
    channel: Channel, method: str, path: str, query: dict[str, Any], said: dict[str, Any] | None = None
) -> dict[str, Any]:
    _wait_if_full(channel)
    kept = unseal(channel.secrets)
    token, secret = kept.get("token", ""), kept.get("client_secret", "")
    proven = {**query, "access_token": token, "appsecret_proof": proof_of(token, secret)}
    site, version = channel.settings.get("site") or GRAPH, channel.settings.get("version") or VERSION
    headers = {"Accept": "application/json", "User-Agent": AGENT}
    body = json.dumps(said).encode() if said is not None else None
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        url = f"{site}/{version}/{path}?{urlencode(proven)}"
        answer = fetcher.ask(url, headers, MOST, method=method, body=body)
    except fetcher.NotAllowed as error:
        raise Refused(str(error)) from None
    except fetcher.Unreachable as error:
        text = _("%(site)s does not answer: %(error)s", site=site_of(channel), error=error)
        raise (Busy(text) if body is None else Unclear(text)) from None
    usage.note_usage(channel, answer.headers)
    return _read(answer, site_of(channel))


def _wait_if_full(channel: Channel) -> None:
    """Who asks on when all is used up is kept out for longer."""
    until = usage.full_until(channel)
    if until is not None:
        raise Busy(full_words(channel), (until - clock.now()).total_seconds())


def full_words(channel: Channel) -> str:
    """That nothing may be asked just now, and until when; "" when it may."""
    until = usage.full_until(channel)
    if until is None:
        return ""
    minutes = max(1, round((until - clock.now()).total_seconds() / 60))
    return _(
        "All that %(site)s allows is used up. Nothing is asked or sent for %(minutes)s minutes; then it "
        "goes on by itself.", site=site_of(channel), minutes=minutes,
    )  # fmt: skip


def _read(answer: fetcher.Answer, site: str) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = {}
    if not isinstance(found, dict):
        found = {}
    error = found.get("error")
    if answer.is_ok and not isinstance(error, dict):
        return found
    raise _trouble(answer, error if isinstance(error, dict) else {}, site)


def _trouble(answer: fetcher.Answer, error: dict[str, Any], site: str) -> Exception:
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    said = str(error.get("error_user_msg") or error.get("message") or "")[:300]
    if code in ENDED:
        return Refused(
            _(
                "Our access to %(site)s has ended: %(said)s Make a new token and put it into the settings.",
                site=site,
                said=said,
            )
        )
    if subcode in OUTSIDE:
        return TooLate(_("%(site)s takes no message this long after they wrote.", site=site))
    if code in TOO_FAST or 80001 <= code <= 80014 or answer.status == 429:
        return Busy(
            _("%(site)s asks us to slow down.", site=site),
            usage.regained_after(answer.headers) or answer.retry_seconds or 60.0,
        )
    if error.get("is_transient") or code in TEMPORARY or answer.status >= 500:
        return Busy(
            _("%(site)s is out of order (%(status)s).", site=site, status=answer.status), answer.retry_seconds
        )
    if code == 368:
        return Refused(_("%(site)s has blocked the account for a while: %(said)s", site=site, said=said))
    if code in (3, 10) or 200 <= code <= 299:
        return Refused(_("%(site)s does not allow it: %(said)s", site=site, said=said))
    if code == 100 and subcode == 33:
        return Gone(_("The comment or post is not there any more."))
    if code == 506:
        return Unclear(_("%(site)s says that this was posted already.", site=site))
    return Rejected(_("%(site)s does not take it: %(said)s", site=site, said=said or answer.status))


def _number(said: Any) -> int:
    return int(said) if str(said).isdecimal() else 0
