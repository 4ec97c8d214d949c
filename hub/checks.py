"""Settings that work but should not stay as they are: what `backchannel check` prints."""

from dataclasses import dataclass

from apiflask import APIFlask

from config import Config
from hub import schema
from hub.app import engine_of
from hub.core.audit import broken_entries
from hub.core.dispatch import lag


@dataclass(frozen=True)
class Warn:
    """One thing to mend, with its number for the documentation."""

    number: str
    text: str
    hint: str


def warnings_of(app: APIFlask) -> list[Warn]:
    """Everything worth mending in this hub."""
    config: Config = app.config["HUB"]
    found = [*_reachable(config), *_mail(config)]
    if not schema.is_current(engine_of(app)):
        hint = "Run `backchannel init` after a backup."
        found.append(Warn("B010", "The database has the schema of another version.", hint))
    broken = broken_entries()
    if broken:
        text = f"The audit log was changed from outside at entry {broken[0]}."
        found.append(Warn("B020", text, "Compare with a backup; find out who had access."))
    for name, behind in lag(app.extensions["consumers"]).items():
        if behind > 1_000:
            text = f"{name} has {behind} events to read."
            found.append(Warn("B030", text, "Is the dispatcher running? See /admin/stuck."))
    return found


def _reachable(config: Config) -> list[Warn]:
    found = []
    if config.host not in ("127.0.0.1", "localhost", "::1") and not config.is_https:
        found.append(
            Warn(
                "B001",
                "The hub listens beyond this machine without TLS.",
                "Put it behind a proxy with TLS and set BACKCHANNEL_PUBLIC_URL=https://…",
            )
        )
    if config.is_https and not config.trusted_proxies:
        found.append(
            Warn(
                "B002",
                "BACKCHANNEL_PUBLIC_URL is https, but no proxy is trusted.",
                "Set BACKCHANNEL_TRUSTED_PROXIES=1, so that addresses in the log are people's own.",
            )
        )
    return found


def _mail(config: Config) -> list[Warn]:
    if bool(config.reply_address) != bool(config.reply_imap_url):
        hint = "Set both BACKCHANNEL_REPLY_ADDRESS and BACKCHANNEL_REPLY_IMAP_URL, or neither."
        return [Warn("B004", "Notices cannot be answered by mail: half of the settings is missing.", hint)]
    if config.smtp_url:
        return []
    hint = "Set BACKCHANNEL_SMTP_URL=smtp://user:password@mail.example.org:587"
    return [Warn("B003", "No mail server is set: mails wait and are not sent.", hint)]
