"""Zendesk's wire format: what we ask, what it answers, and how it refuses."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode, urljoin

from hub.cases.models import CaseState, Priority
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.channels.sealing import unseal
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.mirroring.helpdesk import (
    BEFORE,
    Attached,
    Malformed,
    Page,
    Refused,
    Said,
    Ticket,
    Who,
    asked,
    moment,
    no,
    records,
    wait,
)
from hub.web import fetcher

KIND = ChannelKind.ZENDESK
PAGE = 100
COMMENT_PAGES = 20  # of one ticket; more is said as an error
EXPORT = "/api/v2/incremental/tickets/cursor.json"
STATES = {
    "new": CaseState.NEW, "open": CaseState.OPEN, "pending": CaseState.WAITING_CUSTOMER,
    "hold": CaseState.WAITING_COLLEAGUE, "solved": CaseState.SOLVED, "closed": CaseState.CLOSED,
}  # fmt: skip


class Zendesk:
    """Tickets, their comments and their people, by an administrator's token."""

    kind = KIND
    every = timedelta(0)  # as often as we look
    note_bytes = 65_535

    def probe(self, channel: Channel) -> str:
        """Who the account takes us for, and what that lets us do."""
        user = ask(channel, "/api/v2/users/me.json").get("user") or {}
        if not user.get("id"):  # strangers are answered too, as "Anonymous user"
            raise Refused(
                _("Zendesk does not accept the login or the token. Enter a new token, then resume.")
            )
        if user.get("role") != "admin":
            raise Refused(_("This login may not read the tickets. Use an administrator’s, then resume."))
        return _(
            "Signed in as %(name)s: tickets, comments and internal notes can be read.", name=user.get("name")
        )

    def page(self, channel: Channel) -> Page:
        """The next page of the incremental export."""
        cursor = channel.cursor.get("after")
        since = int((channel.created_at - BEFORE).timestamp())
        query: dict[str, str | int] = {"cursor": cursor} if cursor else {"start_time": since}
        found = ask(channel, EXPORT, per_page=PAGE, **query)
        rows = found.get("tickets")
        if not isinstance(rows, list):
            raise Malformed(_("The answer has no list of %(name)s.", name="tickets"))
        after = str(found.get("after_cursor") or cursor or "")
        more = not found.get("end_of_stream", True) and after != cursor
        return Page([(_number(row), row) for row in rows], {"after": after} if after else {}, more)

    def ticket(self, channel: Channel, number: str, raw: Mapping[str, Any]) -> Ticket | None:
        """The ticket as it came, and its comments."""
        if raw.get("status") == "deleted":
            return None
        if not raw.get("requester_id"):
            raise Malformed(_("It has no requester."))
        said = list(comments(channel, number))
        ids = [raw["requester_id"], raw.get("assignee_id"), *(each.get("author_id") for each in said)]
        people = users(channel, ids)
        state = str(raw.get("status") or "")
        assignee = raw.get("assignee_id")
        return Ticket(
            str(raw.get("subject") or raw.get("raw_subject") or ""), moment(raw.get("created_at")),
            _who(raw["requester_id"], people), state, STATES.get(state, CaseState.OPEN),
            raw["priority"] if raw.get("priority") in list(Priority) else "",
            _who(assignee, people) if assignee else None,
            said=[_said(channel, each, people) for each in said],
            tags=[str(each) for each in raw.get("tags") or ()],
        )  # fmt: skip

    def internal(self, channel: Channel, number: str) -> Iterator[tuple[str, str]]:
        """What is not public."""
        for each in comments(channel, number):
            if each.get("public") is False:
                yield str(each.get("id") or ""), _words(each)

    def put_private_note(self, channel: Channel, number: str, text: str) -> str:
        """Add an internal comment. Nothing here can write a public one."""
        comment = {"body": text, "public": False}
        body = json.dumps({"ticket": {"comment": comment}}).encode()
        found = _asked(channel, "PUT", f"/api/v2/tickets/{number}.json", body)
        audit = found.get("audit")
        events = audit.get("events") if isinstance(audit, dict) else None
        made = [each for each in events or () if isinstance(each, dict) and each.get("type") == "Comment"]
        return str(made[0].get("id") or "") if made else ""

    def address(self, site: str, number: str) -> str:
        """Its page for agents."""
        return f"{site}/agent/tickets/{number}" if number.isdecimal() else ""


def ask(channel: Channel, path: str, **query: str | int) -> dict[str, Any]:
    """What the account answers. Raises Refused, Busy and Malformed."""
    return _asked(channel, "GET", path + (f"?{urlencode(query)}" if query else ""))


def _asked(channel: Channel, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
    headers = _key(channel)
    if body is not None:
        headers["Content-Type"] = "application/json"
    return _read(asked(KIND, method, f"{channel.settings.get('site', '')}{path}", headers, body))


def _key(channel: Channel) -> dict[str, str]:
    login, token = channel.settings.get("login", ""), unseal(channel.secrets).get("token", "")
    return {"Authorization": f"Basic {base64.b64encode(f'{login}/token:{token}'.encode()).decode()}"}


def _read(answer: fetcher.Answer) -> dict[str, Any]:
    if answer.status == 401:
        raise Refused(_("Zendesk does not accept the login or the token. Enter a new token, then resume."))
    if answer.status == 403:
        raise Refused(_("This login may not read the tickets. Use an administrator’s, then resume."))
    wait(KIND, answer)
    try:
        found = json.loads(answer.body)
    except ValueError:
        raise Malformed(_("The answer is no JSON (%(status)s).", status=answer.status)) from None
    if not answer.is_ok or not isinstance(found, dict):
        said = str(found.get("description") or found.get("error")) if isinstance(found, dict) else ""
        raise no(KIND, answer.status, said)
    return found


def comments(channel: Channel, ticket: str) -> Iterator[dict[str, Any]]:
    """Everything said in a ticket, the oldest first."""
    query: dict[str, str | int] = {"page[size]": PAGE}
    for _page in range(COMMENT_PAGES):
        found = ask(channel, f"/api/v2/tickets/{ticket}/comments.json", **query)
        yield from records(found, "comments")
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
    return {str(each["id"]): each for each in records(found, "users") if each.get("id")}


def _number(row: Any) -> str:
    id = str(row.get("id") or "") if isinstance(row, dict) else ""
    return id if id.isdecimal() and len(id) <= 20 else ""


def _who(id: Any, people: Mapping[str, dict[str, Any]]) -> Who:
    user = people.get(str(id), {})
    return Who(
        f"user:{id}", str(user.get("name") or ""), str(user.get("email") or ""),
        user.get("role") in ("agent", "admin"), user.get("verified") is True,
    )  # fmt: skip


def _said(channel: Channel, comment: dict[str, Any], people: Mapping[str, dict[str, Any]]) -> Said:
    number = str(comment.get("id") or "")
    if not number.isdecimal():
        raise Malformed(_("A comment came without a number."))
    return Said(
        number, moment(comment.get("created_at")), _words(comment), _who(comment.get("author_id"), people),
        comment.get("public") is True,
        files=[_attached(channel, each) for each in comment.get("attachments") or () if each.get("id")],
    )  # fmt: skip


def _attached(channel: Channel, row: dict[str, Any]) -> Attached:
    is_harmful = row.get("malware_scan_result") == "malware_found"
    return Attached(
        str(row["id"]), str(row.get("file_name") or "file"),
        partial(_file, channel, str(row.get("content_url") or "")),
        row["size"] if isinstance(row.get("size"), int) else 0,
        _("Zendesk found something harmful in it.") if is_harmful else "",
    )  # fmt: skip


def _file(channel: Channel, url: str) -> bytes:
    """What stands there. It leads to where the files are kept; our key goes to the account alone."""
    site = f"{channel.settings.get('site', '')}/"
    for _hop in range(fetcher.HOPS + 1):
        key = _key(channel) if url.startswith(site) else {}
        answer = asked(KIND, "GET", url, {"Accept": "*/*", **key}, most=LIMITS.upload_bytes + 1)
        if answer.status in fetcher.MOVED and answer.headers.get("location"):
            url = urljoin(url, answer.headers["location"])
            continue
        wait(KIND, answer)
        if not answer.is_ok:
            raise no(KIND, answer.status, "")
        return answer.body
    raise Malformed(_("It leads from one address to the next."))


def _words(comment: dict[str, Any]) -> str:
    return str(comment.get("plain_body") or comment.get("body") or "")
