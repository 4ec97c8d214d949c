"""Salesforce's cases: what is read of them, which of it is public, and the note that may go back.

Streams tell which cases were touched: cases, their comments, their e-mails, what stands in their feeds, each
by the time of its last change and a little overlap, deleted ones too. What of the overlap is known is passed
over. Files have no stream of their own: adding one is told in the feed.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from hub.cases.models import CaseState
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core.words import gettext as _
from hub.mirroring import salesforce_calls as calls
from hub.mirroring.helpdesk import BEFORE, Malformed, Page, Refused, Said, Ticket, Who, moment, records
from hub.mirroring.salesforce_feed import (
    ANSWER_FIELDS,
    FILE_FIELDS,
    ITEM_FIELDS,
    feed_said,
    files_said,
    with_files,
)
from hub.mirroring.salesforce_said import MAIL_FIELDS, beginning, comment_said, mail_said, person

ID = re.compile(r"[0-9A-Za-z]{18}")
STREAMS = {
    "Case": "Id",
    "CaseComment": "ParentId",
    "EmailMessage": "ParentId",
    "FeedItem": "ParentId",
    "FeedComment": "ParentId",
}  # → where the case's number is
OPTIONAL = ("EmailMessage", "FeedItem", "FeedComment")  # an organisation may have none, or hide them
FEEDS = ("FeedItem", "FeedComment")
CASES = "500"  # how numbers of cases begin: feeds and mails belong to other records, too
OVERLAP = timedelta(minutes=2)  # what was being written while we read appears with a time gone by
MOST_RECENT = 5_000  # changes of the overlap that are remembered; more are read twice
PAGES = 20  # of one case's comments; more is said as an error
STATES = {
    "new": CaseState.NEW, "working": CaseState.OPEN, "escalated": CaseState.OPEN,
    "on hold": CaseState.WAITING_COLLEAGUE, "waiting on customer": CaseState.WAITING_CUSTOMER,
}  # fmt: skip
PRIORITIES = {"low": "low", "medium": "normal", "normal": "normal", "high": "high", "critical": "urgent",
              "urgent": "urgent"}  # fmt: skip
CASE_FIELDS = (
    "Id, CaseNumber, Subject, Description, Status, IsClosed, Priority, SuppliedName, SuppliedEmail, "
    "ContactId, Contact.Name, Contact.Email, OwnerId, Owner.Name, Owner.Email, CreatedDate, CreatedById, "
    "CreatedBy.Name, CreatedBy.Email, CreatedBy.UserType, IsDeleted"
)
COMMENT_FIELDS = (
    "Id, CommentBody, IsPublished, IsDeleted, CreatedDate, CreatedById, CreatedBy.Name, CreatedBy.Email, "
    "CreatedBy.UserType"
)


class Salesforce:
    """Cases, their comments and e-mails, by an app that signs in with its own credentials."""

    kind = ChannelKind.SALESFORCE
    every = timedelta(minutes=3)  # the account counts every question
    note_bytes = 4_000

    def probe(self, channel: Channel) -> str:
        """Who the account takes us for, and what that lets us do."""
        who = calls.who_we_are(channel)
        self._query(channel, "SELECT Id FROM CaseComment LIMIT 1")
        if not ID.fullmatch(who):
            raise Refused(_("Salesforce does not say as whom the app is let in. Choose a user for it there."))
        rows = records(self._query(channel, _soql("Name", "User", f"Id = '{who}'")), "records")
        name = rows[0].get("Name") if rows else who
        said = _("Signed in as %(name)s: cases, comments and e-mails can be read.", name=name)
        try:
            self._query(channel, "SELECT Id FROM FeedItem LIMIT 1")
        except calls.NoSuchThing:
            return said
        except Malformed as refusal:
            return f"{said} " + _("Its feeds cannot be read: %(why)s", why=refusal)
        return f"{said} " + _("So can feeds and files.")

    def page(self, channel: Channel) -> Page:
        """The next page of the stream that we are in, or of the next one."""
        cursor = dict(channel.cursor)
        of = str(cursor.get("of") or next(iter(STREAMS)))
        mark = cursor.get("marks", {}).get(of, _written(channel.created_at - BEFORE))
        try:
            found = self._touched(channel, of, mark, cursor.pop("next", ""))
        except calls.Expired:
            return Page([], cursor, has_more=True)
        except calls.NoSuchThing:
            if of not in OPTIONAL:
                raise
            found = {"records": [], "done": True}
        except Malformed:
            if of not in FEEDS:
                raise
            found = {"records": [], "done": True}  # this user may not read them: `probe` says so
        rows = records(found, "records")
        recent = cursor.get("recent", {})
        known = recent.get(of, {})
        new = [row for row in rows if not row.get("Id") or known.get(row["Id"]) != row.get("SystemModstamp")]
        mark = max([mark, *(_written(_moment(row.get("SystemModstamp"))) for row in rows)])
        cursor["recent"] = {**recent, of: _recent(known, rows)}
        cursor["marks"] = {**cursor.get("marks", {}), of: mark}
        following = str(found.get("nextRecordsUrl") or "")
        if not found.get("done", True) and following:
            cursor |= {"of": of, "next": following}
        else:
            cursor["of"] = _after(of)
        more = "next" in cursor or cursor["of"] != next(iter(STREAMS))
        return Page([each for each in (_row(row, of) for row in new) if each], cursor, more)

    def ticket(self, channel: Channel, number: str, raw: Mapping[str, Any]) -> Ticket | None:
        """The case as it stands now, and what was said in it."""
        case = next(iter(self._all(channel, CASE_FIELDS, "Case", "Id", number)), None)
        if case is None and raw.get("IsDeleted") is not True:
            raise Malformed(_("It is not there any more, or the app may not read it."))
        if case is None or case.get("IsDeleted") is True:
            return None
        comments = self._all(channel, COMMENT_FIELDS, "CaseComment", "ParentId", number)
        mails = self._if_there(channel, MAIL_FIELDS, "EmailMessage", number)
        said = [comment_said(each) for each in comments]
        said += [each for each in (mail_said(mail, case) for mail in mails) if each is not None]
        said = self._with_files(channel, number, said, [str(each.get("Id")) for each in mails])
        items = self._if_there(channel, ITEM_FIELDS, "FeedItem", number)
        said += feed_said(
            items, self._if_there(channel, ANSWER_FIELDS, "FeedComment", number) if items else []
        )
        said += beginning(case, said)
        state = str(case.get("Status") or "")
        wanted = (
            CaseState.CLOSED if case.get("IsClosed") is True else STATES.get(state.lower(), CaseState.OPEN)
        )
        owner = case.get("Owner") or {}
        return Ticket(
            str(case.get("Subject") or ""), moment(case.get("CreatedDate")), person(case), state, wanted,
            PRIORITIES.get(str(case.get("Priority")).lower(), ""),
            Who("", str(owner.get("Name") or ""), str(owner.get("Email") or ""), True),
            str(case.get("CaseNumber") or ""), sorted(said, key=lambda each: each.at),
        )  # fmt: skip

    def _if_there(self, channel: Channel, fields: str, of: str, number: str) -> list[dict[str, Any]]:
        """Records of a kind that an organisation may not have."""
        try:
            return list(self._all(channel, fields, of, "ParentId", number))
        except calls.NoSuchThing:
            return []
        except Malformed:
            if of not in FEEDS:
                raise
            return []

    def _with_files(
        self, channel: Channel, number: str, said: list[Said], mails: list[str]
    ) -> list[Said]:  # fmt: skip
        """What was said with the files of the mails, and the files of the case itself."""
        numbers = ", ".join(f"'{each}'" for each in (number, *mails) if ID.fullmatch(each))
        asked = _soql(FILE_FIELDS, "ContentDocumentLink", f"LinkedEntityId IN ({numbers})")
        try:
            links = list(self._pages(channel, asked))
        except calls.NoSuchThing:
            return said
        own, of_mails = files_said(links, number, partial(_version, channel))
        return [*(with_files(each, of_mails) for each in said), *own]

    def internal(self, channel: Channel, number: str) -> Iterator[tuple[str, str]]:
        """Comments that are not published."""
        for each in self._all(channel, COMMENT_FIELDS, "CaseComment", "ParentId", number):
            if each.get("IsPublished") is False and each.get("IsDeleted") is False:
                yield str(each.get("Id") or ""), str(each.get("CommentBody") or "")

    def put_private_note(self, channel: Channel, number: str, text: str) -> str:
        """Add a comment that is not published. Nothing here can write a published one."""
        comment = {"ParentId": number, "CommentBody": text, "IsPublished": False}
        made = calls.post(channel, f"{calls.API}/sobjects/CaseComment", comment)
        return str(made.get("id") or "")

    def address(self, site: str, number: str) -> str:
        """Its page for agents."""
        return f"{site}/lightning/r/Case/{number}/view" if ID.fullmatch(number) else ""

    def _query(self, channel: Channel, soql: str) -> dict[str, Any]:
        return calls.get(channel, f"{calls.API}/queryAll", q=soql)

    def _touched(self, channel: Channel, of: str, mark: str, following: str) -> dict[str, Any]:
        if following:
            return calls.get(channel, following)
        since = _written(moment(mark) - OVERLAP)
        fields = "Id, IsDeleted, SystemModstamp" + (", ParentId" if of != "Case" else "")
        return self._query(channel, _soql(fields, of, f"SystemModstamp >= {since}", "SystemModstamp, Id"))

    def _all(
        self, channel: Channel, fields: str, of: str, by: str, number: str
    ) -> Iterator[dict[str, Any]]:  # fmt: skip
        """Every record of a case, over all pages. `number` was judged when it came."""
        if not ID.fullmatch(number):
            raise Malformed(_("It came without a number."))
        yield from self._pages(channel, _soql(fields, of, f"{by} = '{number}'", "CreatedDate"))

    def _pages(self, channel: Channel, soql: str) -> Iterator[dict[str, Any]]:
        """Every record of an answer."""
        found = self._query(channel, soql)
        for _page in range(PAGES):
            yield from records(found, "records")
            following = str(found.get("nextRecordsUrl") or "")
            if found.get("done", True) or not following:
                return
            found = calls.get(channel, following)
        raise Malformed(_("It has more comments than are read here."))


def _version(channel: Channel, version: str) -> bytes:
    """The bytes of a file as it stands. Its number was judged when it came."""
    return calls.get_bytes(channel, f"{calls.API}/sobjects/ContentVersion/{version}/VersionData")


def _soql(fields: str, of: str, where: str, order: str = "Id") -> str:
    """A question. All of it are our own words, numbers that were judged, and moments that we wrote."""
    return " ".join(("SELECT", fields, "FROM", of, "WHERE", where, "ORDER BY", order))


def _after(of: str) -> str:
    names = list(STREAMS)
    return names[(names.index(of) + 1) % len(names)]


def _row(row: dict[str, Any], of: str) -> tuple[str, Any] | None:
    """The case that a record is about; None for e-mails about something else. Only of a case itself we learn
    here that it was deleted."""
    number = str(row.get(STREAMS[of]) or "")
    if not ID.fullmatch(number):
        return ("", row) if of == "Case" else None
    if of != "Case" and not number.startswith(CASES):
        return None
    return number, {"Id": number, **({"IsDeleted": row.get("IsDeleted") is True} if of == "Case" else {})}


def _recent(known: Mapping[str, str], rows: list[dict[str, Any]]) -> dict[str, str]:
    """The newest changes of a stream, by record."""
    every = {
        **known,
        **{str(row["Id"]): str(row.get("SystemModstamp") or "") for row in rows if row.get("Id")},
    }
    newest = sorted(every.items(), key=lambda each: each[1])[-MOST_RECENT:]
    after = max((_moment(stamp) for _id, stamp in newest), default=None)
    if after is None:
        return {}
    return {id: stamp for id, stamp in newest if _moment(stamp) >= after - 2 * OVERLAP}


def _moment(stamp: Any) -> datetime:
    try:
        return moment(stamp)
    except Malformed:
        return datetime.min.replace(tzinfo=UTC)


def _written(at: datetime) -> str:
    """A moment as questions write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
