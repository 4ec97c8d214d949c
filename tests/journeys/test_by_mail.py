"""The loop by real e-mail: a mailbox on a real server, replies through another, threads that hold."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window
from tests.servers import free_port
from tests.servers_dovecot import MailServer, mail_server  # noqa: F401  # a fixture

WORDS = "Dear house, my flute is gone. Has anybody found it?"
REPLY = "Dear Nora, we found it. It waits at counter 4."
THANKS = "That is it. I shall come on Monday."


class Sink(Handler):
    """The customer's mail server: keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Message] = []

    def prepare_message(self, session: object, envelope: object) -> Message:
        """Read with the modern rules, so that bodies can be had as text."""
        return message_from_bytes(envelope.content, policy=default)  # type: ignore[attr-defined,no-any-return]

    def handle_message(self, message: Message) -> None:
        self.taken.append(message)


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    """A server that takes every mail, and its port."""
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, controller.port
    controller.stop()


def test_mail_in_reply_out_and_back_into_the_same_case(
    window: Window, sink: tuple[Sink, int], mail_server: MailServer  # noqa: F811
) -> None:  # fmt: skip
    taken, port = sink
    _open_mailbox(window("dora"), mail_server, port)
    mail_server.deliver(_letter("1@example.net", WORDS))
    finn = window("finn")
    finn.goto("/cases?view=unassigned")
    row = finn.locator("a.crow", has_text="Nora Berg")
    row.click(timeout=40_000)  # the mailbox is looked after every few seconds
    expect(finn.locator("#log")).to_contain_text(WORDS)
    finn.locator("#reply").fill(REPLY)
    finn.locator("#reply").press("Control+Enter")
    expect(finn.locator("#log .msg--us")).to_contain_text(re.compile("sent|delivered"))
    ours = taken.taken[0]
    assert REPLY in str(ours.get_body(("plain",)).get_content())  # type: ignore[attr-defined]
    assert ours["In-Reply-To"] == "<1@example.net>"
    assert "<1@example.net>" in ours["References"]
    assert ours["To"].endswith("nora@example.net>") or ours["To"] == "nora@example.net"
    assert ours["Subject"].startswith("Re: ")
    answer = _letter("2@example.net", THANKS, **{"In-Reply-To": ours["Message-ID"], "Subject": "Other words"})
    mail_server.deliver(answer)
    expect(finn.locator("#log")).to_contain_text(THANKS, timeout=40_000)
    expect(finn.locator("#log .msg")).to_have_count(3)


def _open_mailbox(dora: Page, server: MailServer, smtp_port: int) -> None:
    """On the page of the administration, as one does it in a house."""
    dora.goto("/admin/channels/new?kind=email")
    sending, receiving = (
        dora.get_by_role("group", name="Sending"),
        dora.get_by_role("group", name="Receiving"),
    )
    dora.get_by_label("What people call it").fill("Post box")
    dora.get_by_label("Its name in addresses").fill("post-box")
    dora.get_by_label("Desk that answers").select_option(label="Social Care")
    dora.get_by_label("E-mail address").fill(server.user)
    sending.get_by_label("Server").fill("127.0.0.1")
    sending.get_by_label("Port").fill(str(smtp_port))
    sending.get_by_label("Encryption").select_option("none")
    receiving.get_by_label("Server").fill(server.host)
    receiving.get_by_label("Port").fill(str(server.port))
    receiving.get_by_label("Encryption").select_option("none")
    receiving.get_by_label("User").fill(server.user)
    receiving.get_by_label("Password").fill(server.password)
    dora.get_by_role("button", name="Open the channel").click()
    expect(dora.locator("#toasts")).to_contain_text("The channel is open")


def _letter(number: str, text: str, **headers: str) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Nora Berg <nora@example.net>", "care@example.com"
    letter["Message-ID"] = f"<{number}>"
    for name, value in {"Subject": "My flute", **headers}.items():
        letter[name] = value
    letter.set_content(text)
    return letter.as_bytes()
