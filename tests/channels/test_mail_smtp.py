"""Sending to real SMTP servers on loopback: ones that take mail, refuse it, and vanish."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from hub.channels.email.compose import OutgoingMail, build
from hub.channels.email.headers import Address
from hub.channels.email.smtp import Cause, SmtpConfig, State, check, send
from tests.servers import free_port, not_run

ADA, BEN = "ada@example.org", "ben@example.org"


@dataclass
class Postbox:
    """A server's behaviour, and what it took."""

    rcpt: dict[str, str] = field(default_factory=dict)  # address → refusal
    mail: str = ""
    data: str = "250 taken"
    vanish: bool = False  # after the whole mail came in
    taken: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail or "250 ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        if self.vanish:
            assert server.transport is not None
            server.transport.abort()
        return self.data


@contextmanager
def serving(postbox: Postbox, **options: Any) -> Iterator[SmtpConfig]:
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        security = "tls" if options.get("ssl_context") else "none"
        yield SmtpConfig("127.0.0.1", controller.port, security, seconds=5, own_name="hub.example")
    finally:
        controller.stop()


@contextmanager
def scripted(
    *steps: bytes, host: str = "127.0.0.1", heard: list[bytes] | None = None
) -> Iterator[SmtpConfig]:
    """A server that says these lines, one for each line it hears, and then hangs up."""
    said_to_it = heard if heard is not None else []

    def talk() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as incoming:
            for step in steps:
                connection.sendall(step + b"\r\n")
                said_to_it.append(incoming.readline())

    with socket.create_server((host, 0)) as listening:
        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield SmtpConfig(host, listening.getsockname()[1], "none", seconds=3, own_name="hub.example")
        thread.join(5)


def letter(*to: str, text: str = "Hello\n") -> EmailMessage:
    return build(
        OutgoingMail(
            sender=Address("Care", "care@example.com"),
            to=[Address("", address) for address in to or (ADA,)],
            subject="Your bag",
            text=text,
            html="<p>Hello</p>",
            message_id="case.1.msg.2.x@example.com",
            date=datetime(2026, 11, 22, tzinfo=UTC),
        )
    )


def test_it_works() -> None:
    postbox = Postbox()
    with serving(postbox) as config:
        result = send(config, letter(text=".\n..two\nlast line without end"))
    assert (result.state, result.code, result.cause) == (State.SENT, 250, Cause.NONE)
    assert result.recipients[ADA].state is State.SENT
    (envelope,) = postbox.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("care@example.com", [ADA])
    assert isinstance(envelope.content, bytes)
    arrived = BytesParser(policy=default).parsebytes(envelope.content)
    plain = arrived.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().splitlines() == [".", "..two", "last line without end"]
    assert arrived["Message-ID"] == "<case.1.msg.2.x@example.com>"


def test_the_envelope_can_differ_from_the_headers() -> None:
    postbox = Postbox()
    with serving(postbox) as config:
        send(config, letter(ADA), sender="bounces@example.com", to=[BEN, BEN])
    assert (postbox.taken[0].mail_from, postbox.taken[0].rcpt_tos) == ("bounces@example.com", [BEN])


@pytest.mark.parametrize(
    ("reply", "state", "cause"),
    [
        ("450 4.2.1 Mailbox busy", State.TEMPORARY, Cause.MAIL),
        ("421 4.7.0 Too many connections", State.TEMPORARY, Cause.MAIL),
        ("550 5.1.1 No such user", State.REJECTED, Cause.MAIL),
        ("530 5.7.0 Authentication required", State.TEMPORARY, Cause.ACCOUNT),
        ("550 5.7.30 Basic authentication is not supported", State.TEMPORARY, Cause.ACCOUNT),
    ],
)
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_a_refusal_is_temporary_or_final(stage: str, reply: str, state: State, cause: Cause) -> None:
    postbox = Postbox(**{stage: {ADA: reply} if stage == "rcpt" else reply})
    with serving(postbox) as config:
        result = send(config, letter())
    assert (result.state, result.code, result.cause) == (state, int(reply[:3]), cause)
    assert reply[4:] in result.text
    if stage != "mail":
        assert result.recipients[ADA].state is not State.SENT


def test_some_recipients_may_be_refused() -> None:
    postbox = Postbox(rcpt={BEN: "550 5.1.1 No such user", "eli@example.org": "451 Later"})
    with serving(postbox) as config:
        result = send(config, letter(ADA, BEN, "eli@example.org"))
    assert result.state is State.SENT
    assert {who: a.state for who, a in result.recipients.items()} == {
        ADA: State.SENT,
        BEN: State.REJECTED,
        "eli@example.org": State.TEMPORARY,
    }
    assert set(result.refused) == {BEN, "eli@example.org"}
    assert "No such user" in result.recipients[BEN].text
    assert postbox.taken[0].rcpt_tos == [ADA]


def test_all_refused_is_tried_again_while_one_is_temporary() -> None:
    postbox = Postbox(rcpt={ADA: "550 Never", BEN: "451 Later"})
    with serving(postbox) as config:
        result = send(config, letter(ADA, BEN))
    assert (result.state, result.code) == (State.TEMPORARY, 451)
    assert postbox.taken == []


def test_a_connection_lost_after_the_mail_leaves_it_unknown() -> None:
    postbox = Postbox(vanish=True)
    with serving(postbox) as config:
        result = send(config, letter())
    assert len(postbox.taken) == 1  # the server has it: sending again would be a second answer
    assert (result.state, result.cause) == (State.UNKNOWN, Cause.NETWORK)
    assert result.recipients[ADA].state is State.UNKNOWN


HELLO = (b"220 hi", b"250 hub")


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (b"220 hi",),
        HELLO,
        (*HELLO, b"250 sender ok"),
        (*HELLO, b"250 sender ok", b"250 recipient ok"),
    ],
    ids=["at once", "after hello", "after the greeting", "after MAIL", "after RCPT"],
)
def test_a_connection_lost_before_the_mail_may_be_repeated(steps: tuple[bytes, ...]) -> None:
    with scripted(*steps) as config:
        result = send(config, letter())
    assert (result.state, result.cause) == (State.TEMPORARY, Cause.NETWORK)


def test_a_connection_lost_while_sending_leaves_it_unknown() -> None:
    with scripted(*HELLO, b"250 sender ok", b"250 recipient ok", b"354 go on") as config:
        result = send(config, letter())
    assert result.state is State.UNKNOWN


def test_silence_after_the_mail_leaves_it_unknown() -> None:
    done = threading.Event()

    def talk(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as heard:
            for line in (b"220 hi", b"250 hub", b"250 ok", b"250 ok", b"354 go on"):
                connection.sendall(line + b"\r\n")
                heard.readline()
            done.wait(20)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=talk, args=[listening], daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        result = send(SmtpConfig("127.0.0.1", port, "none", seconds=1, own_name="hub.example"), letter())
        done.set()
        thread.join(5)
    assert result.state is State.UNKNOWN


def test_data_refused_before_the_mail_is_no_riddle() -> None:
    with scripted(*HELLO, b"250 ok", b"250 ok", b"451 4.3.0 disk full") as config:
        result = send(config, letter())
    assert (result.state, result.code) == (State.TEMPORARY, 451)
    assert result.recipients[ADA].state is State.TEMPORARY


def test_nobody_listening_is_temporary() -> None:
    result = send(SmtpConfig("127.0.0.1", free_port(), "none", seconds=2), letter())
    assert (result.state, result.cause) == (State.TEMPORARY, Cause.NETWORK)


def test_a_password_never_goes_out_in_the_clear() -> None:
    heard: list[bytes] = []
    # Not the host's own address by name: as good as somewhere else.
    with scripted(b"220 hi", b"250-hub\r\n250 AUTH PLAIN", host="127.0.0.2", heard=heard) as config:
        result = send(replace(config, user="u", password="p"), letter())
    assert (result.state, result.cause) == (State.TEMPORARY, Cause.ACCOUNT)
    assert "encrypted" in result.text
    assert heard[0].startswith(b"ehlo")
    assert not any(b"AUTH" in line.upper() for line in heard)


def test_starttls_that_is_not_offered_is_the_accounts_trouble() -> None:
    with serving(Postbox()) as config:
        result = send(replace(config, security="starttls"), letter())
    assert (result.state, result.cause) == (State.TEMPORARY, Cause.ACCOUNT)
    assert "STARTTLS" in result.text


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that only we trust, and its key."""
    program = shutil.which("openssl")
    if program is None:
        not_run("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    chain, key = folder / "cert.pem", folder / "key.pem"
    command = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", chain], check=True, capture_output=True)
    return chain, key


def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def only(user: str, password: str) -> Callable[..., AuthResult]:
    def judge(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            user.encode(),
            password.encode(),
        )
        return AuthResult(success=right, handled=False)

    return judge


def test_tls_and_a_password(certificate: tuple[Path, Path]) -> None:
    postbox = Postbox()
    secure = {
        "tls_context": server_context(certificate),
        "authenticator": only("care", "right"),
        "auth_required": True,
        "require_starttls": True,
    }
    with serving(postbox, **secure) as plain:
        config = replace(
            plain, security="starttls", user="care", password="right", ca_file=str(certificate[0])
        )
        assert send(config, letter()).state is State.SENT
        assert check(config).state is State.SENT
        wrong = send(replace(config, password="wrong"), letter())
        assert (wrong.state, wrong.cause, wrong.code) == (State.TEMPORARY, Cause.ACCOUNT, 535)
        nobody = send(replace(config, user=""), letter())
        assert (nobody.state, nobody.cause, nobody.code) == (State.TEMPORARY, Cause.ACCOUNT, 530)
        untrusted = send(replace(config, ca_file=""), letter())
        assert (untrusted.state, untrusted.cause) == (State.TEMPORARY, Cause.ACCOUNT)
    assert len(postbox.taken) == 1


def test_tls_from_the_start(certificate: tuple[Path, Path]) -> None:
    postbox = Postbox()
    with serving(postbox, ssl_context=server_context(certificate)) as config:
        assert send(replace(config, ca_file=str(certificate[0])), letter()).state is State.SENT
        assert check(config).cause is Cause.ACCOUNT
    assert len(postbox.taken) == 1


def test_the_password_is_not_shown() -> None:
    assert "geheim" not in repr(SmtpConfig("h", 25, user="u", password="geheim", token="geheim"))


def test_it_refuses_bad_input() -> None:
    empty = EmailMessage()
    empty["From"] = "care@example.com"
    assert send(SmtpConfig("127.0.0.1", 1), empty).state is State.REJECTED
