"""What a person says in a talk with an account: in Messenger, or in the messages of Instagram."""

from datetime import UTC, datetime
from typing import Any

from hub.channels.contract import (
    Author,
    ChannelKind,
    Deleted,
    Edited,
    Ignored,
    Incoming,
    MessageState,
    Received,
    Report,
)
from hub.channels.desk import desk
from hub.channels.ways import PLACE, WITH
from hub.core.words import gettext as _
from hub.core.words import lazy


def read_message(channel: Any, message: dict[str, Any], received_at: datetime, *, standby: bool) -> Received:
    """Something of a talk."""
    who, at = (
        str((message.get("sender") or {}).get("id") or ""),
        moment(message.get("timestamp"), received_at),
    )
    said, edit = message.get("message"), message.get("message_edit")
    if standby:
        return Ignored(lazy("Another program answers this talk."))
    if isinstance(edit, dict):
        return Edited(str(edit["mid"]), Author(who), str(edit.get("text") or ""), at)
    if not isinstance(said, dict) or not said.get("mid") or not who:
        return Ignored(lazy("Nothing that has to be answered."))
    id = str(said["mid"])
    if said.get("is_echo"):
        return Report(id, MessageState.SENT, key=str(said.get("metadata") or ""))
    if said.get("is_deleted"):
        return Deleted(id)
    name = _("Somebody in Messenger")
    if channel.kind == ChannelKind.INSTAGRAM:
        name = _("Somebody on Instagram")
    after = desk().wrote_in_private(channel.id, who)
    return Incoming(
        id, Author(who, name), _words(said), at, thread=f"{WITH}{who}",
        extra={PLACE: f"{WITH}{who}", **({"after": after} if after else {})},
    )  # fmt: skip


def _words(said: dict[str, Any]) -> str:
    if said.get("is_unsupported"):
        return _("(A message that only the app itself shows.)")
    files = [each for each in said.get("attachments") or [] if isinstance(each, dict)]
    links = [str((each.get("payload") or {}).get("url") or each.get("type") or "") for each in files]
    return "\n".join(each for each in (str(said.get("text") or ""), *links) if each)


def moment(said: Any, otherwise: datetime) -> datetime:
    """Seconds or milliseconds; their clock counts, not when it reached us."""
    if not str(said).isdecimal():
        return otherwise
    number = int(said)
    return datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
