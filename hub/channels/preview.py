"""What is in an inbox item, for the person who decides about it: cheap, and never raising."""

import json
from dataclasses import dataclass

from hub.channels.contract import ChannelKind, Incoming, Unreadable, adapter_of
from hub.channels.email.mime import Attachment
from hub.channels.email.parse import parse
from hub.channels.models import InboxItem
from hub.core.words import gettext as _

HEAD = 48 * 1024  # bytes read for a line in a list
LONGEST = 20_000  # characters of the original that are shown


@dataclass(frozen=True)
class Preview:
    """Who wrote what, as far as it can be read."""

    address: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    files: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """The name if there is one, else the address."""
        return self.name or self.address or _("Somebody without an address")


def preview_of(item: InboxItem, *, whole: bool = False) -> Preview:
    """The beginning of an item, or the whole of it."""
    if not _is_mail(item):
        return _of_fields(item.raw)
    mail = parse(item.raw if whole else item.raw[:HEAD], item.received_at)
    return Preview(
        mail.sender.address, mail.sender.name, mail.subject, mail.text[:LONGEST],
        tuple(each.filename for each in mail.attachments),
    )  # fmt: skip


def file_of(item: InboxItem, position: int) -> Attachment | None:
    """The attachment at this position of a mail, counted from 0."""
    files = parse(item.raw, item.received_at).attachments if _is_mail(item) else _handed_with(item)
    return files[position] if 0 <= position < len(files) else None


def _is_mail(item: InboxItem) -> bool:
    return item.channel.kind == ChannelKind.EMAIL and item.raw[:1] != b"{"


def _handed_with(item: InboxItem) -> list[Attachment]:
    """What came beside the words on a channel that is no mailbox."""
    try:
        found = adapter_of(item.channel).read(item.channel, item.raw, item.received_at)
    except (Unreadable, KeyError):
        return []
    if not isinstance(found, Incoming):
        return []
    return [Attachment(each.name, each.claimed_type, each.content, each.content_id) for each in found.files]


def original_of(item: InboxItem) -> str:
    """The item as it came, as far as it is text."""
    return item.raw[:LONGEST].decode("utf-8", "replace")


def _of_fields(raw: bytes) -> Preview:
    try:
        sent = json.loads(raw)
        address, name, subject, text = (
            str(sent.get(key, "")) for key in ("address", "name", "subject", "text")
        )
    except (ValueError, AttributeError):
        return Preview(text=raw[:LONGEST].decode("utf-8", "replace"))
    return Preview(address, name, subject, text)
