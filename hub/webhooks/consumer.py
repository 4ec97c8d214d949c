"""From facts to deliveries, and the worker that sends them: signed, guarded, tried again.

Only what every colleague may read is told: judged when it happens, and again when it leaves.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import select

from hub.channels.sealing import SealBroken, unseal
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, Later, Never, enqueue
from hub.core.errors import NotFound
from hub.core.events import Event
from hub.core.features import kind_of, resolve, url_of
from hub.core.permissions import COLLEAGUE
from hub.core.words import speaking
from hub.spaces.models import Space, Visibility
from hub.web import fetcher
from hub.web.chat import body_of, is_busy
from hub.webhooks.models import Webhook
from hub.webhooks.wording import SENTENCES, sentence

QUEUE = "webhooks"


class WebhookConsumer:
    """Reads the log and asks for deliveries, one for each webhook and event."""

    name = "webhooks"

    def handle(self, events: Sequence[Event]) -> None:
        """Ask for what the webhooks want to hear of."""
        told = [event for event in events if event.kind in SENTENCES]
        hooks = session().scalars(select(Webhook).where(Webhook.is_active)).all() if told else ()
        for event in told if hooks else ():
            for hook in hooks:
                if wants(hook, event):
                    enqueue(QUEUE, f"{hook.id}:{event.id}", {"hook": hook.id, "event": event.id})


def wants(hook: Webhook, event: Event) -> bool:
    """Whether it is told of this: chosen, of its community, and open to every colleague."""
    if event.kind not in hook.kinds or event.space_id is None:
        return False
    if hook.space_id is not None and hook.space_id != event.space_id:
        return False
    space = session().get(Space, event.space_id)
    return space is not None and space.visibility == Visibility.EVERYONE


def deliver(delivery: Delivery) -> None:
    """Send one alert. Raises Later or Never when it did not work."""
    hook = session().get(Webhook, int(delivery.payload["hook"]))
    event = session().get(Event, int(delivery.payload["event"]))
    if hook is None or event is None or not hook.is_active or not wants(hook, event):
        return
    try:
        body = _body(hook, event)
    except NotFound:  # it was removed meanwhile, or moved to where not everybody reads
        return
    try:
        secrets = unseal(hook.sealed)
        answer = fetcher.post(secrets["url"], body, _headers(secrets["key"], body, event))
    except SealBroken as error:
        _note(hook, "sealed")
        raise Never(str(error)) from error
    except fetcher.NotAllowed as error:
        _note(hook, "refused")
        raise Never(str(error)) from error
    except fetcher.Unreachable as error:
        _note(hook, f"unreachable:{error}")
        raise Later(str(error)) from error
    _settle(hook, answer)


def _body(hook: Webhook, event: Event) -> bytes:
    config = current_app.config["HUB"]
    thing = resolve(COLLEAGUE, event.subject)
    has_words = hook.with_titles and not getattr(thing, "case_count", 0)  # nothing of customers leaves
    title = kind_of(event.subject).title(thing) if has_words else ""
    space = session().get_one(Space, event.space_id)
    with speaking(config.language):
        said = sentence(event.kind, space.name, title)
        facts = {"id": event.id, "kind": event.kind, "at": event.at.isoformat()}
        made = body_of(
            hook.form, said, f"{config.public_url}{_place(thing, space, has_words=has_words)}", facts
        )
    return json.dumps(made, ensure_ascii=False).encode()


def _place(thing: Any, space: Space, *, has_words: bool) -> str:
    """Its address; where no text may leave, one without words in it."""
    if has_words:
        return url_of(thing)
    kind, _colon, number = str(thing.ref).partition(":")
    short = {"question": "/q/", "post": "/p/"}.get(kind)
    return f"{short}{number}" if short else f"/c/{space.slug}"


def _headers(key: str, body: bytes, event: Event) -> dict[str, str]:
    at = str(int(clock.now().timestamp()))
    mark = hmac.new(key.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json", "User-Agent": "Backchannel",
        "Backchannel-Event": str(event.id), "Backchannel-Signature": f"t={at},v1={mark}",
    }  # fmt: skip


def _settle(hook: Webhook, answer: fetcher.Answer) -> None:
    said = f"status:{answer.status}"
    if answer.is_ok:
        _note(hook, "")
    elif is_busy(answer):
        _note(hook, said)
        raise Later(said, answer.retry_seconds)
    else:
        _note(hook, said)
        raise Never(said)


def _note(hook: Webhook, trouble: str) -> None:
    """trouble: a code of TROUBLES, perhaps with a detail behind a colon; "" when it went well."""
    with transaction() as db:
        row = db.get(Webhook, hook.id)
        if row is not None:
            row.last_error = trouble[:500]
            row.last_ok_at = row.last_ok_at if trouble else clock.now()
