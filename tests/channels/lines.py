"""Channels for the tests, and what may be done with them: a mailbox, a form, a program's door."""

import json
from typing import Any

from sqlalchemy import select

from hub.cases.models import Case, Message
from hub.channels import actions
from hub.channels.arrivals import take_mail
from hub.channels.contract import ChannelKind
from hub.channels.inbox import put
from hub.channels.models import Channel, InboxItem
from hub.core import deliveries
from hub.core.db import session
from hub.core.features import registry
from tests import cast

ADDRESS = "care@house.test"


def open_channel(kind: ChannelKind, slug: str, **settings: Any) -> Channel:
    """A channel of the desk, opened by the administrator."""
    secrets = settings.pop("secrets", {})
    return actions.add_channel(
        cast.person("dora"), kind, slug.title(), slug, cast.space("desk"), settings=settings, secrets=secrets
    )


def mailbox(**settings: Any) -> Channel:
    """A mailbox that is filled by hand."""
    return open_channel(ChannelKind.EMAIL, "mail", **{"address": ADDRESS, **settings})


def form(**settings: Any) -> Channel:
    """A contact form that answers by mail."""
    return open_channel(ChannelKind.FORM, "help", **{"address": ADDRESS, **settings})


def work() -> None:
    """Everything that waits for the workers is done."""
    while deliveries.work_once(registry.handlers()):
        pass


def letter(
    text: str = "My bag is gone.", *, sender: str = "Marta K <marta@example.net>", to: str = ADDRESS,
    subject: str = "Bag", id: str = "1@example.net", more: str = "",
) -> bytes:  # fmt: skip
    """A mail as it arrives."""
    head = f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n{more}"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


def arrive(channel: Channel, raw: bytes) -> InboxItem:
    """A mail arrives and is read. Returns its inbox item."""
    item = take_mail(fresh(channel), raw)
    assert item is not None
    work()
    return the_item(item.id)


def fresh(channel: Channel) -> Channel:
    """The channel in the present session: the workers close theirs."""
    return session().get_one(Channel, channel.id, populate_existing=True)


def the_item(id: int) -> InboxItem:
    return session().get_one(InboxItem, id, populate_existing=True)


def cases() -> list[Case]:
    """Every case, oldest first."""
    return list(session().scalars(select(Case).order_by(Case.id).execution_options(populate_existing=True)))


def messages(case: Case) -> list[Message]:
    """Everything said in a case."""
    statement = select(Message).where(Message.case_id == case.id).order_by(Message.id)
    return list(session().scalars(statement.execution_options(populate_existing=True)))


def put_fields(channel: Channel, fields: dict[str, str]) -> None:
    """Something that came as fields arrives and is read."""
    put(fresh(channel), fields["key"], json.dumps(fields).encode())
    work()
