"""A real IMAP server for the tests: Debian's dovecot with a configuration of its own.

It listens on a free loopback port and keeps its mail in a temporary folder; nothing on the machine
is changed. Where it cannot be had, the tests are skipped as not run.
"""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.servers import free_port, not_run, stopping

USER = "care@example.com"
SUPPORTED = "2.3."
START_SECONDS = 15

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
first_valid_uid = 1
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_uid} gid={mail_gid} home={folder}/home
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""


class MailServer(NamedTuple):
    """Where it listens, who may sign in, where the mail lies."""

    host: str
    port: int
    user: str
    password: str
    maildir: Path

    def deliver(self, raw: bytes) -> None:
        """Puts a message into the inbox as a mail server would: whole or not at all."""
        name = f"{time.time_ns()}.{secrets.token_hex(6)}.test"
        partial = self.maildir / "tmp" / name
        partial.write_bytes(raw)
        stat = self.maildir.stat()
        os.chown(partial, stat.st_uid, stat.st_gid)
        partial.rename(self.maildir / "new" / name)


@contextmanager
def dovecot(folder: Path) -> Iterator[MailServer]:
    """A running server that keeps everything under `folder`, with an empty inbox."""
    program = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        not_run("there is no dovecot (Debian: dovecot-imapd)")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    if not version.startswith(SUPPORTED):
        not_run(f"this dovecot's configuration is another one ({version.split()[0] if version else '?'})")
    internal, login, mail = accounts()
    port, password = free_port(), secrets.token_urlsafe(12)
    maildir = folder / "mail"
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    (folder / "home").mkdir()
    for path in (maildir, *maildir.iterdir(), folder / "home"):
        os.chown(path, mail.pw_uid, mail.pw_gid)
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=folder,
            port=port,
            password=password,
            internal_user=internal.pw_name,
            internal_group=group_of(internal),
            login_user=login.pw_name,
            mail_uid=mail.pw_uid,
            mail_gid=mail.pw_gid,
        )
    )
    with (
        (folder / "output").open("wb") as output,
        stopping([program, "-F", "-c", str(config)], output) as process,
    ):
        if not is_up(process, port):
            log = folder / "dovecot.log"
            said = (log if log.exists() else folder / "output").read_text()[-300:]
            not_run(f"dovecot does not start here ({' '.join(said.split())})")
        yield MailServer("127.0.0.1", port, USER, password, maildir)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that the server's own accounts may enter; pytest's they may not."""
    folder = Path(tempfile.mkdtemp(prefix="backchannel-imap-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """An IMAP server with an empty inbox, for one test."""
    with open_folder() as folder, dovecot(folder) as server:
        yield server


def accounts() -> tuple[pwd.struct_passwd, pwd.struct_passwd, pwd.struct_passwd]:
    """Whom it runs as: the server, its sign-in, its mail. Root must not own mail."""
    me = pwd.getpwnam(getpass.getuser()) if os.getuid() else None
    if me is not None:
        return me, me, me
    try:
        server, login = pwd.getpwnam("dovecot"), pwd.getpwnam("dovenull")
    except KeyError:
        not_run("dovecot is here without its accounts")
    return server, login, server


def group_of(account: pwd.struct_passwd) -> str:
    return grp.getgrgid(account.pw_gid).gr_name


def is_up(process: subprocess.Popen[bytes], port: int) -> bool:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
                return connection.recv(4) == b"* OK"
        except OSError:
            time.sleep(0.05)
    return False
