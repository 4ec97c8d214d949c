"""What leaves beside the text of a reply, over the API: files, copies; and sending a message on."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any

from flask import Response, g
from pydantic import Field, StringConstraints

from hub.cases import guard, queries
from hub.cases.actions import copying, forwarding
from hub.cases.actions.attaching import attach_file, detach_file
from hub.cases.api.replies import FindingOut, stopped_answer
from hub.cases.api.shown import READ, WRITE, bp, the_case
from hub.cases.copying import copies_of
from hub.cases.file_models import ReplyFile
from hub.cases.forward_models import Forward
from hub.cases.models import Case, Message
from hub.cases.replyfiles import files_in_draft
from hub.cases.rules import REPLY
from hub.core.errors import Invalid
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.web.api import NothingOut, Out, listed, operation
from hub.web.forms import LINES, Form, bounded
from hub.web.guard import takes_files

Address = Annotated[str, bounded(LIMITS.address, 3), LINES]
MESSAGE = "/cases/<int:id>/messages/<int:message_id>/forward"


class FileIn(Form):
    """A file for the reply that is being written; `content` in base64."""

    name: Annotated[str, bounded(200, 1), LINES]
    content: Annotated[str, StringConstraints(max_length=LIMITS.upload_bytes * 4 // 3 + 4)]


class FileOut(Out):
    """A file under the reply that is being written."""

    id: int
    name: str
    type: str
    size: int


class CopyIn(Form):
    """Who is to get a copy, or none any more."""

    address: Address


class CopyOut(Out):
    """Somebody who gets the next reply too (`kept`), or was taken out."""

    address: str
    name: str
    kept: bool
    is_new: bool
    by_us: bool


class ForwardLookIn(Form):
    """To whom, separated by commas, and with which words."""

    to: Annotated[str, bounded(2_000, 3), LINES]
    note: Annotated[str, bounded(LIMITS.message), LINES] = ""


class ForwardIn(ForwardLookIn):
    """`checked`: the new recipients that somebody has looked at; `overrides` as of a reply."""

    checked: Annotated[list[Address], Field(max_length=20)] = Field(default_factory=list)
    overrides: Annotated[
        dict[str, Annotated[str, StringConstraints(max_length=LIMITS.note)]], Field(max_length=20)
    ] = Field(default_factory=dict)


class ForwardLookOut(Out):
    """What would leave: every recipient, those who are new to the case, the whole text, the finds."""

    to: list[str]
    new: list[str]
    text: str
    findings: list[FindingOut]


class ForwardOut(Out):
    """A message that was sent on."""

    id: int
    case_id: int
    message_id: int
    to: list[str]
    body: str
    state: str
    at: datetime
    release_at: datetime


@operation(
    bp, "GET", "/cases/<int:id>/reply-files", verb="list", thing="reply_files", out=listed(FileOut),
    scopes=READ,
)  # fmt: skip
def list_files(id: int) -> dict[str, Any]:
    """The files under one's own reply that is being written."""
    rows = files_in_draft(the_case(id), g.actor)
    return {"items": [_file(row) for row in rows], "next": None}


@operation(
    bp, "POST", "/cases/<int:id>/reply-files", verb="attach", thing="reply_file", out=FileOut, body=FileIn,
    scopes=WRITE, status=201,
)  # fmt: skip
@takes_files
def add_file(id: int, body: FileIn) -> FileOut:
    """Put a file under the reply that is being written; it leaves with it."""
    case = the_case(id)
    try:
        content = base64.b64decode(body.content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(_("This is no base64."), field="content") from None
    return _file(attach_file(g.actor, case, body.name, content))


@operation(
    bp, "DELETE", "/cases/<int:id>/reply-files/<int:item_id>", verb="detach", thing="reply_file",
    out=NothingOut, scopes=WRITE,
)  # fmt: skip
def drop_file(id: int, item_id: int) -> dict[str, bool]:
    """Take a file away from one's own reply."""
    detach_file(g.actor, the_case(id), item_id)
    return {"done": True}


@operation(bp, "GET", "/cases/<int:id>/copies", verb="list", thing="copies", out=listed(CopyOut), scopes=READ)
def list_copies(id: int) -> dict[str, Any]:
    """Who gets the next reply by mail besides the customer, and who was taken out."""
    return {"items": _copies(the_case(id)), "next": None}


@operation(
    bp, "POST", "/cases/<int:id>/copies", verb="add", thing="copy", out=listed(CopyOut), body=CopyIn,
    scopes=WRITE,
)  # fmt: skip
def add_copy(id: int, body: CopyIn) -> dict[str, Any]:
    """Let somebody outside read the replies from now on."""
    case = the_case(id)
    copying.add_copies(g.actor, case, body.address)
    return {"items": _copies(case), "next": None}


@operation(
    bp, "POST", "/cases/<int:id>/copies/removal", verb="remove", thing="copy", out=listed(CopyOut),
    body=CopyIn, scopes=WRITE,
)  # fmt: skip
def remove_copy(id: int, body: CopyIn) -> dict[str, Any]:
    """Take somebody out of the copy."""
    case = the_case(id)
    copying.drop_copy(g.actor, case, body.address)
    return {"items": _copies(case), "next": None}


@operation(
    bp, "POST", f"{MESSAGE}/look", verb="preview", thing="forward", out=ForwardLookOut, body=ForwardLookIn,
    scopes=WRITE,
)  # fmt: skip
def look_at_forward(id: int, message_id: int, body: ForwardLookIn) -> ForwardLookOut:
    """What would leave, to whom. Nothing is sent."""
    case, message = _message(id, message_id)
    forwarding.refuse_unsent(message)
    to, text = forwarding.recipients_of(case, body.to), forwarding.text_of(message, body.note)
    findings = [FindingOut.model_validate(each) for each in guard.inspect(case, text, g.actor)]
    return ForwardLookOut(to=to, new=forwarding.new_among(case, to), text=text, findings=findings)


@operation(
    bp, "POST", MESSAGE, verb="forward", thing="message", out=ForwardOut, body=ForwardIn, scopes=WRITE,
    status=201,
)  # fmt: skip
def forward_message(id: int, message_id: int, body: ForwardIn) -> Forward | Response:
    """Send a message on to somebody outside. 422 with the passages that the guard found."""
    _case, message = _message(id, message_id)
    try:
        return forwarding.forward(
            g.actor, message, body.to, body.note, checked=body.checked, overrides=body.overrides
        )
    except guard.Stopped as stopped:
        return stopped_answer(stopped)


@operation(bp, "POST", f"{MESSAGE}/return", verb="take_back", thing="forward", out=NothingOut, scopes=WRITE)
def take_forward_back(id: int, message_id: int) -> dict[str, bool]:
    """Stop what one has sent on a moment ago."""
    _case, message = _message(id, message_id)
    forwarding.take_back(g.actor, message)
    return {"done": True}


def _message(id: int, message_id: int) -> tuple[Case, Message]:
    case = the_case(id)
    message = queries.message_in(g.actor, case, message_id)
    require(g.actor, REPLY, case)
    return case, message


def _file(row: ReplyFile) -> FileOut:
    return FileOut(id=row.id, name=row.file.name, type=row.file.type, size=row.file.size)


def _copies(case: Case) -> list[CopyOut]:
    found = copies_of(case)
    both = [(each, True) for each in found.kept] + [(each, False) for each in found.taken_out]
    return [
        CopyOut(address=each.address, name=each.name, kept=kept, is_new=each.is_new, by_us=each.by_us)
        for each, kept in both
    ]
