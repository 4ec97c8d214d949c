"""The form in which a channel is set up: one for all kinds, each using what concerns it."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from hub.channels.contract import ChannelKind
from hub.channels.email.headers import ADDRESS
from hub.channels.models import Channel
from hub.channels.youtube.quota import DAILY
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.web.forms import LINES, Form, Name, Short, bounded

PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
SITE = re.compile(r"https://[a-zA-Z0-9.-]{1,190}(?::\d{1,5})?")
LOOPBACK = re.compile(
    r"http://(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3})(?::\d{1,5})?"
)  # a try on this machine
VERSION = "v26.0"  # of the Graph API
SIGNING = ("agent", "agent_name", "team", "channel")
SECURITIES = ("tls", "starttls", "none")
MAIL = (
    "address", "sender_name", "signature", "smtp_host", "smtp_port", "smtp_security", "smtp_user",
    "imap_host", "imap_port", "imap_security", "imap_user", "imap_folder", "imap_processed",
)  # fmt: skip
USED = {
    ChannelKind.EMAIL: MAIL,
    ChannelKind.ZENDESK: ("site", "login", "private_notes"),
    ChannelKind.SALESFORCE: ("site", "login", "private_notes"),
    ChannelKind.YOUTUBE: ("site", "account", "login", "daily_units"),
    ChannelKind.FACEBOOK: ("site", "account", "version", "human_agent"),
    ChannelKind.INSTAGRAM: ("site", "account", "version", "human_agent"),
    ChannelKind.FORM: ("greeting", "per_day", "replies_from", *MAIL[:7]),
}
NEW: dict[str, Any] = {
    "first_reply_minutes": 240, "smtp_port": 587, "smtp_security": "starttls", "imap_port": 993,
    "imap_security": "tls", "imap_folder": "INBOX", "per_day": LIMITS.form_per_day,
    "daily_units": DAILY, "version": VERSION,
}  # fmt: skip


SECRETS = ("smtp_password", "imap_password", "token", "client_secret", "verify_token")


def _secure(value: str) -> str:
    if value not in SECURITIES:
        raise ValueError(_("Please choose one of the offered values."))
    return value


def _address(value: str) -> str:
    if value and not ADDRESS.fullmatch(value):
        raise ValueError(_("This does not look like an e-mail address."))
    return value


def _signature(value: str) -> str:
    unknown = [name for name in PLACE.findall(value) if name not in SIGNING]
    if unknown:
        raise ValueError(
            _("“%(name)s” cannot be filled in a signature. Use agent, agent name, team or channel.",
              name=unknown[0])
        )  # fmt: skip
    return value


def _site(value: str) -> str:
    value = value.rstrip("/")
    if value and not SITE.fullmatch(value) and not LOOPBACK.fullmatch(value):
        raise ValueError(_("Give the address alone, beginning with https://."))
    return value


Port = Annotated[int, Field(ge=1, le=65535)]
Security = Annotated[Short, AfterValidator(_secure)]


class ChannelForm(Form):
    """Everything a channel may need to know; secrets left empty stay as they are."""

    kind: Short = ""
    name: Name
    slug: Short = ""
    desk: int
    first_reply_minutes: int = 240
    address: Annotated[Short, AfterValidator(_address)] = ""
    sender_name: Short = ""
    signature: Annotated[str, bounded(LIMITS.note), LINES, AfterValidator(_signature)] = ""
    smtp_host: Short = ""
    smtp_port: Port = 587
    smtp_security: Security = "starttls"
    smtp_user: Short = ""
    smtp_password: Short = ""
    imap_host: Short = ""
    imap_port: Port = 993
    imap_security: Security = "tls"
    imap_user: Short = ""
    imap_password: Short = ""
    imap_folder: Short = "INBOX"
    imap_processed: Short = ""
    replies_from: Short = ""
    greeting: Annotated[str, Field(max_length=LIMITS.note)] = ""
    per_day: Annotated[int, Field(ge=1, le=1_000_000)] = LIMITS.form_per_day
    site: Annotated[Short, AfterValidator(_site)] = ""
    login: Short = ""
    token: Short = ""
    private_notes: bool = False
    account: Annotated[Short, Field(pattern=r"^[A-Za-z0-9_-]*$")] = ""
    client_secret: Short = ""
    verify_token: Short = ""
    daily_units: Annotated[int, Field(ge=100, le=100_000_000)] = DAILY
    version: Annotated[Short, Field(pattern=r"^v\d{1,3}\.\d{1,2}$")] = VERSION
    human_agent: bool = False
    played_by: Short = ""


def settings_of(data: ChannelForm) -> dict[str, Any]:
    """What is stored openly: only what this kind uses."""
    values = data.model_dump()
    kind = ChannelKind(data.kind) if data.kind in list(ChannelKind) else None
    kept = {name: values[name] for name in USED.get(kind, ())} if kind else {}
    kept["played_by"] = "simulator" if data.played_by else ""
    return kept


def secrets_of(data: ChannelForm) -> dict[str, str]:
    """What is stored sealed."""
    return {name: getattr(data, name) for name in SECRETS}


def filled(channel: Channel | None) -> dict[str, Any]:
    """The form's values for a channel, or for a new one. Secrets never come back."""
    if channel is None:
        return dict(NEW)
    own = {
        "name": channel.name, "slug": channel.slug, "desk": channel.space_id,
        "first_reply_minutes": channel.first_reply_minutes,
    }  # fmt: skip
    return {**NEW, **channel.settings, **own}
