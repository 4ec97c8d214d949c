"""The settings of a hub, read once from the environment: typed, checked, every error with a hint."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

HERE = "http://127.0.0.1:{}"  # where a hub is opened until it is told its address
_MAILBOX = re.compile(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9.-]{1,250}")
_TRANSLATIONS = Path(__file__).parent / "hub" / "translations"
LANGUAGES = ("en", *sorted(path.name for path in _TRANSLATIONS.iterdir() if path.is_dir()))
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class ConfigError(Exception):
    """A setting is wrong: says what was found, what is expected, and an example."""


@dataclass(frozen=True)
class Bucket:
    """Where an S3-compatible store keeps our files, and how we sign in there."""

    endpoint: str  # https://host:port
    region: str
    name: str
    key: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Config:
    """Every setting. The variable is BACKCHANNEL_ and the field's name in capitals."""

    data_dir: Path
    database_url: str
    secret_key: str
    public_url: str = HERE.format(8000)
    host: str = "127.0.0.1"
    port: int = 8000
    product: str = "Backchannel"
    organisation: str = "Your organisation"
    timezone: str = "UTC"
    language: str = "en"  # for people who chose none and whose browser asks for none we know
    redis_url: str = ""
    plugins: tuple[str, ...] = ("kudos",)
    files_url: str = ""  # s3://key:secret@host:port/bucket?region=… ; empty: a folder beside the data
    smtp_url: str = ""  # smtp://user:password@host:587, smtps://… ; empty: mails wait in the outbox
    mail_from: str = ""
    reply_address: str = ""  # notices by mail are answered to this address, with a token behind a plus
    reply_imap_url: str = ""  # imaps://user:password@host:993/INBOX: where those answers arrive
    reachable: tuple[str, ...] = ()  # host:port of machines inside the network that webhooks may reach
    link_previews: bool = True  # look at addresses elsewhere that stand alone in a text
    mention_ask: int = 5  # a text that calls more people by a group asks its writer first
    mention_most: int = 500  # and one that calls more than this is refused
    undo_seconds: int = 8
    bin_days: int = 90  # how long removed pages can be brought back; 0: for ever
    recognition: bool = True  # keep and show whom people helped; no: nothing of it is kept
    workers: int = 1
    threads: int = 64
    embedded: bool = True  # run the dispatcher and the workers inside the web process
    trusted_proxies: int = 0
    log_level: str = "info"
    testing: bool = False

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        """Whether people reach the hub over TLS; decides the cookie's flags."""
        return self.public_url.startswith("https://")

    @property
    def index_dir(self) -> Path:
        """Where the embedded search index lives."""
        return self.data_dir / "index"

    @property
    def files_dir(self) -> Path:
        """Where uploads live, unless a bucket is set."""
        return self.data_dir / "files"

    def listening(self, host: str | None, port: int | None) -> "Config":
        """The same on another address. People open that one, unless another was set for them."""
        at = port or self.port
        url = HERE.format(at) if self.public_url == HERE.format(self.port) else self.public_url
        return replace(self, host=host or self.host, port=at, public_url=url)

    @property
    def bucket(self) -> Bucket | None:
        """The bucket uploads live in, if not in the folder."""
        return _bucket(self.files_url) if self.files_url else None


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Read and check everything. Raises ConfigError at the first setting that cannot work."""
    read = _Reader(environment)
    data_dir, port = read.folder("data_dir", "var"), read.number("port", 8000, 1, 65535)
    return Config(
        data_dir=data_dir,
        database_url=read.database("database_url", f"sqlite:///{data_dir / 'backchannel.db'}"),
        secret_key=read.text("secret_key", "") or _kept_secret(data_dir),
        public_url=read.url("public_url", HERE.format(port)),
        host=read.text("host", "127.0.0.1"),
        port=port,
        product=read.text("product", "Backchannel"),
        organisation=read.text("organisation", "Your organisation"),
        timezone=read.zone("timezone", "UTC"),
        language=read.choice("language", "en", LANGUAGES),
        redis_url=read.server("redis_url", ("redis", "rediss"), "redis://localhost:6379/0"),
        plugins=read.words("plugins", "kudos"),
        files_url=read.bucket("files_url"),
        smtp_url=read.server("smtp_url", ("smtp", "smtps"), "smtp://user:password@mail.example.org:587"),
        mail_from=read.text("mail_from", ""),
        reply_address=read.mailbox("reply_address"),
        reply_imap_url=read.server(
            "reply_imap_url", ("imaps", "imap"), "imaps://replies:password@mail.example.org:993/INBOX"
        ),
        reachable=read.words("reachable", ""),
        link_previews=read.flag("link_previews", True),
        mention_ask=read.number("mention_ask", 5, 0, 100_000),
        mention_most=read.number("mention_most", 500, 1, 100_000),
        bin_days=read.number("bin_days", 90, 0, 10_000),
        undo_seconds=read.number("undo_seconds", 8, 0, 120),
        recognition=read.flag("recognition", True),
        workers=read.number("workers", 1, 1, 64),
        threads=read.number("threads", 64, 4, 4000),
        embedded=read.flag("embedded", True),
        trusted_proxies=read.number("trusted_proxies", 0, 0, 5),
        log_level=read.choice("log_level", "info", ("debug", "info", "warning", "error")),
    )


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str) -> str:
        return self._environment.get(f"BACKCHANNEL_{name.upper()}", default).strip()

    def words(self, name: str, default: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in self.text(name, default).split(",") if word.strip())

    def flag(self, name: str, default: bool) -> bool:
        found = self.text(name, "yes" if default else "no").lower()
        if found in ("1", "yes", "true", "on"):
            return True
        if found in ("0", "no", "false", "off"):
            return False
        raise self._wrong(name, found, "yes or no", "yes")

    def number(self, name: str, default: int, least: int, most: int) -> int:
        found = self.text(name, str(default))
        if found.isdecimal() and least <= int(found) <= most:
            return int(found)
        raise self._wrong(name, found, f"a whole number from {least} to {most}", str(default))

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        found = self.text(name, default)
        if found in choices:
            return found
        raise self._wrong(name, found, "one of " + ", ".join(choices), default)

    def url(self, name: str, default: str) -> str:
        found = self.text(name, default).rstrip("/")
        if _is_address(found, ("http", "https")) and "?" not in found:
            return found
        raise self._wrong(name, found, "an address that people open", "https://hub.example.org")

    def server(self, name: str, schemes: tuple[str, ...], example: str) -> str:
        found = self.text(name, "")
        if not found or _is_address(found, schemes):
            return found
        shown = _without_password(found)
        raise self._wrong(
            name, shown, f"an address that begins with {schemes[0]}:// or {schemes[1]}://", example
        )

    def mailbox(self, name: str) -> str:
        found = self.text(name, "")
        if not found or _MAILBOX.fullmatch(found):
            return found
        expected = "an e-mail address with at most 20 characters before the @ and no +"
        raise self._wrong(name, found, expected, "replies@hub.example.org")

    def bucket(self, name: str) -> str:
        found = self.text(name, "")
        try:
            if found:
                _bucket(found)
        except ValueError as error:
            example = "s3://key:secret@files.example.org:9000/backchannel?region=eu-central-1"
            raise self._wrong(
                name, _without_password(found), f"the address of a bucket ({error})", example
            ) from None
        return found

    def zone(self, name: str, default: str) -> str:
        found = self.text(name, default)
        try:
            ZoneInfo(found)
        except (ValueError, OSError, KeyError):
            raise self._wrong(name, found, "the name of a time zone", "Europe/Berlin") from None
        return found

    def folder(self, name: str, default: str) -> Path:
        found = Path(self.text(name, default)).resolve()
        try:
            found.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            expected = "a folder that can be made and written"
            raise self._wrong(name, f"{found} ({error.strerror})", expected, "/var/lib/backchannel") from None
        if not os.access(found, os.W_OK | os.X_OK):
            raise self._wrong(name, str(found), "a folder we may write into", "/var/lib/backchannel")
        return found

    def database(self, name: str, default: str) -> str:
        found = self.text(name, default)
        if found.startswith("postgres://"):
            found = "postgresql://" + found.removeprefix("postgres://")
        if found.startswith("postgresql://"):
            found = "postgresql+psycopg://" + found.removeprefix("postgresql://")
        if found.startswith(("sqlite:///", "postgresql+psycopg://")):
            return found
        example = "postgresql://backchannel:secret@localhost/backchannel"
        raise self._wrong(name, _without_password(found), "a SQLite or PostgreSQL address", example)

    @staticmethod
    def _wrong(name: str, found: str, expected: str, example: str) -> ConfigError:
        variable = f"BACKCHANNEL_{name.upper()}"
        return ConfigError(
            f"{variable} is {found!r}, but {expected} is expected. For example: {variable}={example}"
        )


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an address in brackets that is none
        return False


def _bucket(url: str) -> Bucket:
    """Raises ValueError with what is missing or not known."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = parts.path.strip("/")
    if parts.scheme != "s3" or not parts.hostname or parts.port == 0:
        raise ValueError("it begins with s3:// and names a host")
    if not parts.username or not parts.password:
        raise ValueError("it holds key:secret before the @; write / as %2F and + as %2B")
    if not _BUCKET_NAME.fullmatch(name) or parts.fragment:
        raise ValueError("its path is the name of one bucket")
    if set(asked) - {"region", "tls"} or asked.get("tls", "yes") not in ("yes", "no"):
        raise ValueError("after the ? it takes region=… and tls=no")
    scheme = "http" if asked.get("tls") == "no" else "https"
    return Bucket(
        endpoint=f"{scheme}://{parts.netloc.rpartition('@')[2]}",
        region=asked.get("region") or "us-east-1",
        name=name,
        key=unquote(parts.username),
        secret=unquote(parts.password),
    )


def _without_password(url: str) -> str:
    """What may stand in a message: messages go to logs."""
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else url


def _kept_secret(data_dir: Path) -> str:
    """The key of a hub that was given none: made once, kept beside the data, readable by us alone."""
    path = data_dir / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()
