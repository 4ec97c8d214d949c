"""The worker that brings a notice to its person's chat, worded when it leaves and under the rights of then.

A chat may have other readers than its person. So it hears the words of a title only where every colleague
reads that title and no customer is behind it, unless its person said that they alone read there; of cases
and of what colleagues write to each other it never hears more than that there is something.
"""

import json
from collections.abc import Iterable
from datetime import timedelta

from flask import current_app

from hub.channels.sealing import SealBroken, unseal
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, Later, Never
from hub.core.events import Event, record
from hub.core.features import Recipient, resolve_many
from hub.core.permissions import COLLEAGUE, SYSTEM
from hub.core.words import gettext as _
from hub.core.words import lazy, speaking
from hub.inbox.chat.actions import HEADERS, allows, chat_rule, way_of
from hub.inbox.chat.events import ChatEnded
from hub.inbox.chat.models import ChatWay
from hub.inbox.groups import CHAT
from hub.inbox.models import Notice
from hub.inbox.news import hold_while_quiet, still_new
from hub.inbox.wording import Line
from hub.web import fetcher
from hub.web.chat import body_of, is_busy

GONE = (401, 403, 404, 410)  # the address itself is no good any more
PATIENCE = timedelta(days=3)  # with one that does not answer
UNSAID = ("cases.", "conversations.")  # customers' and colleagues' own: facts that never get a title


def deliver(delivery: Delivery) -> None:
    """Bring one notice there. Raises Later or Never when it did not work, NotYet while it is quiet."""
    notice = session().get(Notice, int(delivery.payload["notice"]))
    way = way_of(notice.person) if notice is not None else None
    if notice is None or way is None or way.ended_at is not None or not allows(chat_rule(), way.host):
        return
    with speaking(notice.person.language):
        line = still_new(notice.id, int(delivery.payload["wave"]), CHAT)
        said = _said(way, notice, line) if line is not None else ""
        if not said:
            return
        hold_while_quiet(notice.person, delivery)
        config = current_app.config["HUB"]
        facts = {"id": notice.id, "kind": notice.kind, "at": notice.at.isoformat()}
        body = body_of(way.form, said, f"{config.public_url}/notifications/{notice.id}", facts)
    _send(way, json.dumps(body, ensure_ascii=False).encode())


def stopped(event: Event, _fact: ChatEnded) -> Iterable[Recipient]:
    """Whose chat it is."""
    way = resolve_many(SYSTEM, [event.subject]).get(event.subject)
    if way is not None:
        yield Recipient(way.person_id, lazy("you connected it"), "read", event.subject)


def _said(way: ChatWay, notice: Notice, line: Line) -> str:
    """What happened and why they hear of it; never a word of what was written."""
    if may_be_titled(way, notice):
        return f"{line.sentence} ({line.reason})"
    product = current_app.config["HUB"].product
    return _("Something new for you in %(product)s: %(group)s", product=product, group=line.group.label)


def may_be_titled(way: ChatWay, notice: Notice) -> bool:
    """Whether the titles of what a notice is about may stand in that chat."""
    refs = {ref for ref in (notice.about, notice.detail) if ref}
    if notice.kind.startswith(UNSAID) or any(ref.startswith("case:") for ref in refs):
        return False
    open_to_all = resolve_many(COLLEAGUE, refs)
    if way.tells_closed:
        open_to_all = resolve_many(notice.person, refs)
    return len(open_to_all) == len(refs) and not any(
        getattr(thing, "case_count", 0) for thing in open_to_all.values()
    )


def _send(way: ChatWay, body: bytes) -> None:
    try:
        answer = fetcher.post(unseal(way.sealed)["url"], body, HEADERS)
    except SealBroken as error:
        _note(way, "sealed", is_over=True)
        raise Never(str(error)) from error
    except fetcher.NotAllowed as error:  # its name leads inside by now
        _note(way, "refused", is_over=True)
        raise Never(str(error)) from error
    except fetcher.Unreachable as error:
        _later(way, f"unreachable:{error}")
        return
    said = f"status:{answer.status}"
    if answer.is_ok:
        _note(way, "")
    elif is_busy(answer):
        _later(way, said, answer.retry_seconds)
    else:
        _note(way, said, is_over=answer.status in GONE)
        if answer.status not in GONE:
            raise Never(said)


def _later(way: ChatWay, said: str, seconds: float | None = None) -> None:
    is_over = way.failing_since is not None and way.failing_since < clock.now() - PATIENCE
    _note(way, said, is_over=is_over)
    if not is_over:
        raise Later(said, seconds)


def _note(way: ChatWay, trouble: str, *, is_over: bool = False) -> None:
    """trouble: a code, perhaps with a detail behind a colon; "" when it went well."""
    moment = clock.now()
    with transaction() as db:
        row = db.get(ChatWay, way.id)
        if row is None:
            return
        row.last_error = trouble[:500]
        row.last_ok_at = row.last_ok_at if trouble else moment
        row.failing_since = (row.failing_since or moment) if trouble else None
        if is_over and row.ended_at is None:
            row.ended_at = moment
            record(ChatEnded(), SYSTEM, row)
