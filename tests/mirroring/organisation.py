"""A Salesforce on this machine: it speaks the real wire format and misbehaves as the real one does."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.played import Answering, played

API = "/services/data/v60.0"
CASE, OTHER = "500xx00000AbCdEAAV", "500xx00000FgHiJAAV"
CONTACT, AGENT = "003xx000004TmiQAAS", "005xx000001SvogAAC"
QUESTION = re.compile(
    r"SELECT (.+) FROM (\w+)(?: WHERE (\w+) (=|>=|IN) (\([^)]*\)|'?[^' ]+'?))?"
    r"(?: ORDER BY ([\w, ]+))?( LIMIT 1)?"
)
STAFF = {"Name": "Ada Osei", "Email": "ada@acme.example", "UserType": "Standard"}
Row = dict[str, Any]


def at(moment: str) -> str:
    """A moment as it writes them: `03T10:00:01` of January 2024."""
    return f"2024-01-{moment}.000+0000"


def a_case(id: str = CASE, **more: Any) -> Row:
    return {
        "Id": id, "CaseNumber": "00001026", "Subject": "Router, red light", "Description": None,
        "Status": "Working", "IsClosed": False, "Priority": "High", "SuppliedName": None,
        "SuppliedEmail": "cust@example.com", "ContactId": CONTACT,
        "Contact": {"Name": "Cust", "Email": "cust@example.com"}, "OwnerId": AGENT, "Owner": STAFF,
        "CreatedDate": at("02T10:00:00"), "CreatedById": AGENT, "CreatedBy": STAFF, "IsDeleted": False,
        "SystemModstamp": at("03T10:00:00"), **more,
    }  # fmt: skip


def a_comment(number: int, text: str, *, is_published: Any = False, case: str = CASE, **more: Any) -> Row:
    return {
        "Id": f"00axx00000{number:05}AAA", "ParentId": case, "CommentBody": text, "IsPublished": is_published,
        "IsDeleted": False, "CreatedDate": at(f"02T11:{number % 60:02}:00"), "CreatedById": AGENT,
        "CreatedBy": STAFF, "SystemModstamp": at(f"03T11:{number % 60:02}:00"), **more,
    }  # fmt: skip


def a_mail(number: int, text: str, *, incoming: bool = True, case: str = CASE, **more: Any) -> Row:
    ours, theirs = ("support@acme.example", "Support"), ("cust@example.com", "Cust")
    (sender, name), (to, _name) = (theirs, ours) if incoming else (ours, theirs)
    return {
        "Id": f"02sxx00000{number:05}AAA", "ParentId": case, "Incoming": incoming,
        "Status": "0" if incoming else "3", "Subject": "Router", "TextBody": text, "HtmlBody": None,
        "FromAddress": sender, "FromName": name, "ToAddress": to, "CcAddress": None,
        "MessageDate": at(f"02T10:{number % 60:02}:00"), "CreatedDate": at(f"02T10:{number % 60:02}:00"),
        "CreatedById": AGENT, "CreatedBy": STAFF, "IsDeleted": False,
        "SystemModstamp": at(f"03T10:{number % 60:02}:00"), **more,
    }  # fmt: skip


PORTAL = {"Name": "Cust", "Email": "cust@example.com", "UserType": "CspLitePortal"}


def an_item(number: int, text: str, *, by: Row = STAFF, visible: str = "AllUsers", **more: Any) -> Row:
    """A post in the feed."""
    return {
        "Id": f"0D5xx00000{number:05}AAA", "ParentId": CASE, "Type": "TextPost", "Body": text, "Title": None,
        "LinkUrl": None, "IsRichText": False, "Visibility": visible, "IsDeleted": False,
        "CreatedDate": at(f"02T12:{number % 60:02}:00"), "CreatedById": AGENT, "CreatedBy": by,
        "SystemModstamp": at(f"03T12:{number % 60:02}:00"), **more,
    }  # fmt: skip


def an_answer(number: int, below: int, text: str, *, by: Row = STAFF, **more: Any) -> Row:
    """An answer below a post."""
    return {
        "Id": f"0D7xx00000{number:05}AAA", "ParentId": CASE, "FeedItemId": f"0D5xx00000{below:05}AAA",
        "CommentBody": text, "IsRichText": False, "IsDeleted": False,
        "CreatedDate": at(f"02T13:{number % 60:02}:00"), "CreatedById": AGENT, "CreatedBy": by,
        "SystemModstamp": at(f"03T13:{number % 60:02}:00"), **more,
    }  # fmt: skip


def a_file(
    number: int, title: str, *, of: str = CASE, by: Row = STAFF, visible: str = "AllUsers", **more: Any
) -> Row:
    """A file that hangs on a case or on a mail."""
    return {
        "Id": f"06Axx00000{number:05}AAA", "LinkedEntityId": of,
        "ContentDocumentId": f"069xx00000{number:05}AAA",
        "Visibility": visible, "IsDeleted": False, "SystemModstamp": at("03T14:00:00"),
        "ContentDocument": {
            "Title": title, "FileExtension": "txt", "ContentSize": 9, "CreatedDate": at("02T14:00:00"),
            "LatestPublishedVersionId": version_of(number), "CreatedById": AGENT, "CreatedBy": by,
        }, **more,
    }  # fmt: skip


def version_of(number: int) -> str:
    return f"068xx00000{number:05}AAA"


@dataclass
class Organisation:
    """What it holds, how it misbehaves, what it was asked."""

    site: str = ""
    tables: dict[str, list[Row]] = field(default_factory=dict)
    refuses: dict[int, tuple[int, list[Row]]] = field(default_factory=dict)  # nth question → its answer
    asked: list[str] = field(default_factory=list)
    made: list[Row] = field(default_factory=list)
    logins: int = 0
    refuses_login: bool = False
    expires_at: int = 0  # the nth question finds the pass expired
    loses_answers: bool = False
    next_url: str = ""  # where the rest of a long answer is said to be
    rest: dict[str, list[Row]] = field(default_factory=dict)
    refuses_feeds: bool = False
    files: dict[str, bytes] = field(default_factory=dict)  # path → bytes

    def answer(self, target: str) -> tuple[int, Any]:
        url = urlsplit(target)
        if url.path == f"{API}/queryAll":
            return self.query(parse_qs(url.query)["q"][0])
        if url.path in self.rest:
            return 200, self.page(self.rest.pop(url.path))
        return 400, [{"message": "invalid query locator", "errorCode": "INVALID_QUERY_LOCATOR"}]

    def query(self, soql: str) -> tuple[int, Any]:
        found = QUESTION.fullmatch(soql)
        assert found is not None, soql
        fields, table, by, sign, value, order, _limit = found.groups()
        if self.refuses_feeds and table.startswith("Feed"):
            why = "Implementation restriction: FeedItem requires a filter by ID"
            return 400, [{"message": why, "errorCode": "MALFORMED_QUERY"}]
        if table not in self.tables:
            return 400, [
                {"message": f"sObject type '{table}' is not supported.", "errorCode": "INVALID_TYPE"}
            ]
        rows = self.tables[table]
        value = (value or "").strip("'")
        if sign == "=":
            rows = [row for row in rows if row[by] == value]
        elif sign == "IN":
            rows = [row for row in rows if f"'{row[by]}'" in value]
        elif sign == ">=":
            rows = [row for row in rows if row[by] >= value]
        if order == "SystemModstamp, Id":
            rows = sorted(rows, key=lambda row: row[by])
        names = [each.strip().partition(".")[0] for each in fields.split(",")]
        return 200, self.page(
            [{"attributes": {"type": table}, **{n: row.get(n) for n in names}} for row in rows]
        )

    def page(self, rows: list[Row]) -> Row:
        """Two records a page: following the address is not optional."""
        if len(rows) <= 2:
            return {"totalSize": len(rows), "done": True, "records": rows}
        address = f"{API}/query/01gxx000000{len(self.asked):04}AAA-2"
        self.rest[address] = rows[2:]
        return {
            "totalSize": len(rows),
            "done": False,
            "nextRecordsUrl": self.next_url or address,
            "records": rows[:2],
        }

    def make(self, sent: Row) -> Row:
        self.made.append(sent)
        row = a_comment(900 + len(self.made), sent["CommentBody"], is_published=sent["IsPublished"])
        self.tables["CaseComment"].append({**row, "ParentId": sent["ParentId"]})
        return {"id": row["Id"], "success": True, "errors": []}


class Handler(Answering, BaseHTTPRequestHandler):
    """Passes for the one app, answers for who has the newest pass."""

    organisation: Organisation

    def do_GET(self) -> None:
        if not self._is_let_in():
            return
        if (file := self.organisation.files.get(self.path)) is not None:
            self._hand_over(file)
            return
        self._say(*self.organisation.answer(self.path))

    def _hand_over(self, file: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(file)))
        self.end_headers()
        self.wfile.write(file)

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/services/oauth2/token":
            self._sign_in(parse_qs(said.decode()))
        elif self._is_let_in():
            made = self.organisation.make(json.loads(said))
            if self.organisation.loses_answers:
                self.close_connection = True
                return
            self._say(201, made)

    def _sign_in(self, said: dict[str, list[str]]) -> None:
        theirs = {"grant_type": ["client_credentials"], "client_id": ["k3y"], "client_secret": ["s3cret"]}
        if self.organisation.refuses_login or said != theirs:
            self._say(400, {"error": "invalid_client", "error_description": "invalid client credentials"})
            return
        self.organisation.logins += 1
        self._say(200, {
            "access_token": f"00D!{self.organisation.logins}", "instance_url": self.organisation.site,
            "id": f"https://login.example/id/00Dxx/{AGENT}", "token_type": "Bearer", "signature": "x",
        })  # fmt: skip

    def _is_let_in(self) -> bool:
        made = self.organisation
        made.asked.append(self.path)
        number = len(made.asked)
        refusal = made.refuses.pop(number, None)
        is_newest = self.headers["Authorization"] == f"Bearer 00D!{made.logins}"
        if number == made.expires_at or not is_newest:
            refusal = (401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}])
        if refusal is not None:
            self._say(*refusal)
        return refusal is None

    def _say(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.send_header("Sforce-Limit-Info", "api-usage=1/15000")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def salesforce(ctx) -> Iterator[Organisation]:
    made = Organisation()
    made.tables = {
        "Case": [a_case(), a_case(OTHER, CaseNumber="00001027", Subject="Refund", Status="New")],
        "CaseComment": [a_comment(1, "Internal: known since Monday")],
        "EmailMessage": [a_mail(1, "It blinks red")],
        "User": [{"Id": AGENT, "Name": "Mirror App"}],
    }
    with played(Handler, organisation=made) as place:
        made.site = f"http://{place}"
        yield made
