"""What a person says in a talk with an account: in Messenger, or in the messages of Instagram."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from hub.channels.contract import (
    Author,
    ChannelKind,
    Deleted,
    Edited,
    Elsewhere,
    Ignored,
    Incoming,
    MessageState,
    Named,
    Received,
    RemoteFile,
    Report,
)
from hub.channels.desk import desk
from hub.channels.ways import NAMELESS, PLACE, WITH
from hub.core.words import gettext as _
from hub.core.words import lazy

FILES = ("image", "video", "audio", "file", "sticker")  # kinds of attachment that are files


def read_message(channel: Any, message: dict[str, Any], received_at: datetime, *, standby: bool) -> Received:
    """Something of a talk."""
    who, at = (
        str((message.get("sender") or {}).get("id") or ""),
        moment(message.get("timestamp"), received_at),
    )
    said, edit = message.get("message"), message.get("message_edit")
    if isinstance(said, dict) and said.get("is_echo") and said.get("mid"):
        return _echo(message, said, at)
    if standby:
        return Ignored(lazy("Another program answers this talk."))
    if isinstance(edit, dict):
        return Edited(str(edit["mid"]), Author(who), str(edit.get("text") or ""), at)
    if not isinstance(said, dict) or not said.get("mid") or not who:
        return Ignored(lazy("Nothing that has to be answered."))
    id = str(said["mid"])
    if said.get("is_deleted"):
        return Deleted(id)
    name = _("Somebody in Messenger")
    if channel.kind == ChannelKind.INSTAGRAM:
        name = _("Somebody on Instagram")
    after = desk().wrote_in_private(channel.id, who)
    return Incoming(
        id, Author(who, name), _words(said), at, thread=f"{WITH}{who}", remote=_files(said),
        extra={PLACE: f"{WITH}{who}", NAMELESS: name, **({"after": after} if after else {})},
    )  # fmt: skip


def _echo(message: dict[str, Any], said: dict[str, Any], at: datetime) -> Report:
    """What our account said in a talk, by whatever program."""
    with_whom = str((message.get("recipient") or {}).get("id") or "")
    told = (
        Elsewhere(f"{WITH}{with_whom}", _words(said), at)
        if with_whom and not said.get("is_deleted")
        else None
    )
    return Report(str(said["mid"]), MessageState.SENT, key=str(said.get("metadata") or ""), said=told)


def _words(said: dict[str, Any]) -> str:
    """The text; of what is attached and is no file, its address or its kind."""
    if said.get("is_unsupported"):
        return _("(A message that only the app itself shows.)")
    others = [each for each in _attached(said) if each.get("type") not in FILES]
    links = [str((each.get("payload") or {}).get("url") or each.get("type") or "") for each in others]
    text = "\n".join(each for each in (str(said.get("text") or ""), *links) if each)
    return text or (_("(A file without words.)") if _files(said) else "")


def _files(said: dict[str, Any]) -> list[RemoteFile]:
    urls = [
        (each["type"], (each.get("payload") or {}).get("url"))
        for each in _attached(said)
        if each.get("type") in FILES
    ]
    return [RemoteFile(file_name(str(url), kind), str(url)) for kind, url in urls if url]


def _attached(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in said.get("attachments") or [] if isinstance(each, dict)]


def file_name(url: str, kind: str) -> str:
    """What a file is called: by the end of its address, else by what it is."""
    return unquote(urlsplit(url).path.rpartition("/")[2])[:120] or kind


def moment(said: Any, otherwise: datetime) -> datetime:
    """Seconds or milliseconds; their clock counts, not when it reached us."""
    if not str(said).isdecimal():
        return otherwise
    number = int(said)
    return datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)


def read_name(told: dict[str, Any]) -> Named | Ignored:
    """How somebody is called, as their profile says."""
    parts = (str(told.get(part) or "").strip() for part in ("first_name", "last_name"))
    name = (
        str(told.get("name") or "").strip()
        or " ".join(filter(None, parts))
        or str(told.get("username") or "")
    )
    who = str(told["id"])
    return (
        Named(Author(who, name[:200], str(told.get("username") or "")))
        if name
        else Ignored(lazy("Nothing new."))
    )
