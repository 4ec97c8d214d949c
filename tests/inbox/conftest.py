"""What the tests about mail share: a mail server that keeps what it is given."""

from dataclasses import replace
from email.message import EmailMessage

import pytest
from apiflask import APIFlask

from hub.channels.email.smtp import SendResult, State
from hub.inbox import mail


@pytest.fixture
def sent(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """A mail server is set; what would go to it is collected."""
    config = replace(app.config["HUB"], smtp_url="smtp://mail.test", public_url="https://hub.test")
    monkeypatch.setitem(app.config, "HUB", config)
    collected: list[EmailMessage] = []

    def send(_config: object, message: EmailMessage) -> SendResult:
        collected.append(message)
        return SendResult(State.SENT, 250, "OK")

    monkeypatch.setattr(mail, "send", send)
    return collected
