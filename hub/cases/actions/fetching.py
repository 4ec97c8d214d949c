"""What came attached to a message and still lies at its channel: fetched at once, kept behind the case.

Its address is a key that does not last. The type is found out from the bytes; what is too large, a program or
no picture after all is named with the reason. Only who may read the case gets at it.
"""

from collections.abc import Sequence
from typing import Any

from hub.cases.models import Message
from hub.channels.contract import RemoteFile, pause_before
from hub.core.db import locked, session, transaction
from hub.core.deliveries import Delivery, Later, enqueue
from hub.core.errors import Invalid
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.files.actions import drop_file, keep_for
from hub.files.models import StoredFile
from hub.files.queries import url_of_file
from hub.people.models import Person, Role
from hub.people.roles import holding
from hub.spaces.queries import hosts
from hub.web import fetcher

QUEUE = "attached"
MOST, TRIES = 10, 4
AGENT = "Backchannel/1"
KEPT = "kept"  # in what is noted beside a message


def ask_for_files(message: Message, files: Sequence[RemoteFile]) -> None:
    """Have them fetched, inside a transaction; each once."""
    for number, each in enumerate(files[:MOST]):
        wanted = {"message": message.id, "name": each.name, "url": each.url}
        enqueue(QUEUE, f"{message.id}:{number}", wanted)


def fetch(delivery: Delivery) -> None:
    """Fetch one. What could not be fetched is named, with why."""
    message = session().get(Message, delivery.payload["message"])
    if message is None or "removed_at" in message.extra:
        return
    name, content, why = str(delivery.payload["name"]), b"", ""
    try:
        content = _fetched(str(delivery.payload["url"]))
    except fetcher.NotAllowed as refusal:
        why = str(refusal)
    except fetcher.Unreachable as error:
        if delivery.attempts < TRIES:
            raise Later(str(error), pause_before(delivery.attempts)) from error
        why = _("It could not be fetched any more.")
    except Invalid as refusal:
        why = str(refusal.message)
    with transaction():
        locked(message)
        if "removed_at" in message.extra:  # deleted meanwhile
            return
        message.extra = {
            **message.extra,
            KEPT: [*message.extra.get(KEPT, ()), _kept(message, name, content, why)],
        }


def drop_files(message: Message) -> None:
    """They go with their message, inside a transaction."""
    for each in message.extra.get(KEPT, ()):
        if each.get("file"):
            drop_file(each["file"])


def _kept(message: Message, name: str, content: bytes, why: str) -> dict[str, Any]:
    if not why:
        try:
            file = keep_for(message.case, _keeper(message), name, content)
            return _shown(file)
        except Invalid as refusal:
            why = str(refusal.message)
    return {"name": name, "url": "", "size": why[:300]}


def _shown(file: StoredFile) -> dict[str, Any]:
    return {
        "name": file.name, "url": url_of_file(file), "size": "", "image": file.is_picture, "file": file.id,
    }  # fmt: skip


def _keeper(message: Message) -> Person:
    """Who stands as its keeper: one of those who run the desk, else an administrator."""
    running = [each.person_id for each in hosts(message.case.space)]
    return session().get_one(Person, running[0]) if running else next(iter(holding(Role.ADMINISTRATOR)))


def _fetched(url: str) -> bytes:
    answer = fetcher.ask(url, {"User-Agent": AGENT}, LIMITS.upload_bytes + 1)
    if answer.status >= 500:
        raise fetcher.Unreachable(str(answer.status))
    if not answer.is_ok:
        raise Invalid(_("It is not there any more (%(status)s).", status=answer.status))
    if len(answer.body) > LIMITS.upload_bytes:
        raise Invalid(_("It is larger than %(most)s MB.", most=LIMITS.upload_bytes // 1024**2))
    return answer.body
