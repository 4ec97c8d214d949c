"""Mailboxes are watched by threads of their own: mail arrives by itself, trouble is told, a pause ends it."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from config import Config
from hub.app import create_app, engine_of
from hub.channels import polling
from hub.channels.models import Channel, InboxItem
from hub.channels.sealing import seal
from hub.core.db import Base, session, transaction
from tests import cast
from tests.channels import lines
from tests.servers_dovecot import MailServer, mail_server

__all__ = ["mail_server"]
pytestmark = [pytest.mark.mailserver, pytest.mark.own_hub]


def until(true: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        session.remove()
        if true():
            return True
        time.sleep(0.05)
    return False


def count() -> int:
    return len(list(session().scalars(select(InboxItem.id))))


def test_it_works(tmp_path: Path, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "FIRST_PAUSE", 0.1)
    monkeypatch.setattr(polling, "IDLE", 1.0)
    database = f"sqlite:///{tmp_path / 'hub.db'}"
    app = create_app(Config(tmp_path, database, "a key for this test alone", testing=True))
    Base.metadata.create_all(engine_of(app))
    with app.app_context():
        cast.populate()
        channel = lines.mailbox(
            imap_host=mail_server.host, imap_port=mail_server.port, imap_security="none",
            imap_user=mail_server.user, secrets={"imap_password": "wrong"},
        )  # fmt: skip
        watch = polling.Watch()
        watch.supervise()
        assert until(lambda: "refused to sign us in" in lines.fresh(channel).last_error)
        with transaction():
            lines.fresh(channel).secrets = seal({"imap_password": mail_server.password})
        mail_server.deliver(lines.letter("One", id="1@x"))
        assert until(lambda: count() == 1)
        assert until(lambda: lines.fresh(channel).last_error == "")
        mail_server.deliver(lines.letter("Two", id="2@x"))
        assert until(lambda: count() == 2)
        with transaction():
            session().get_one(Channel, channel.id).is_active = False
        assert until(lambda: not watch.is_watching(channel.id))
        session.remove()
    engine_of(app).dispose()
