"""The accounts behind an e-mail channel or form: from settings and sealed secrets to what transports take.

`settings` of a channel: address, sender_name, smtp_host, smtp_port, smtp_security, smtp_user,
imap_host, imap_port, imap_security, imap_user, imap_folder, imap_processed. Secrets: smtp_password,
imap_password, push_secret.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from config import Config
from hub.channels.email.headers import ADDRESS, Address
from hub.channels.email.imap import ImapConfig
from hub.channels.email.smtp import SmtpConfig
from hub.channels.models import Channel
from hub.channels.sealing import unseal
from hub.core.keys import derived_key

SECURITIES = ("tls", "starttls", "none")
SECONDS = 20.0


def smtp_of(channel: Channel) -> SmtpConfig | None:
    """How this channel sends: by its own server, else by the hub's. None when neither is set up."""
    settings = channel.settings
    if not settings.get("smtp_host"):
        return smtp_of_hub()
    return SmtpConfig(
        host=settings["smtp_host"],
        port=int(settings.get("smtp_port") or 587),
        security=settings.get("smtp_security") or "starttls",
        user=settings.get("smtp_user", ""),
        password=unseal(channel.secrets).get("smtp_password", ""),
        seconds=SECONDS,
    )


def smtp_of_hub() -> SmtpConfig | None:
    """The server for everything that has none of its own (BACKCHANNEL_SMTP_URL)."""
    parts = urlsplit(_config().smtp_url)
    if not parts.hostname:
        return None
    secure = parts.scheme == "smtps"
    local = parts.hostname in ("127.0.0.1", "::1", "localhost") and not parts.username
    return SmtpConfig(
        host=parts.hostname,
        port=parts.port or (465 if secure else 587),
        security="tls" if secure else "none" if local else "starttls",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        seconds=SECONDS,
    )


def imap_of(channel: Channel) -> ImapConfig | None:
    """Where mail is fetched from. None when it is not fetched."""
    settings = channel.settings
    if not settings.get("imap_host"):
        return None
    return ImapConfig(
        host=settings["imap_host"],
        port=int(settings.get("imap_port") or 993),
        user=settings.get("imap_user", "") or settings.get("address", ""),
        password=unseal(channel.secrets).get("imap_password", ""),
        security=settings.get("imap_security") or "tls",
        folder=settings.get("imap_folder") or "INBOX",
        processed_folder=settings.get("imap_processed", ""),
        seconds=SECONDS,
    )


def sender_of(channel: Channel) -> Address | None:
    """Who our mail comes from, as the customer sees it."""
    found = ADDRESS.search(channel.settings.get("address", "") or _config().mail_from)
    if found is None:
        return None
    name = channel.settings.get("sender_name") or _config().organisation
    return Address(name, found[0])


def mail_key() -> bytes:
    """What tokens in addresses and message ids are signed with."""
    return derived_key(b"mail tokens")


def loop_mark() -> str:
    """How our own mail is known when it comes back: this hub's, and nobody else's."""
    return f"backchannel {derived_key(b'loop mark').hex()[:16]}"


def push_secret(channel: Channel) -> str:
    """What signs the mail that a mail server pushes to us; empty: no such door."""
    return unseal(channel.secrets).get("push_secret", "")


def problem_of(values: dict[str, Any]) -> str:
    """What is wrong with an e-mail address typed into settings, or nothing."""
    address = values.get("address", "")
    if not address or ADDRESS.fullmatch(address):
        return ""
    return "This does not look like an e-mail address."


def _config() -> Config:
    config: Config = current_app.config["HUB"]
    return config
