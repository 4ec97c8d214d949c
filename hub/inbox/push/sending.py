"""The workers of push: one delivery fans out to the devices of a person, one each brings it there.

What it says is worded when it leaves, under the rights that its reader has then: the sentence of the notice,
encrypted for that browser, and never the words that were written.
"""

import json
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, Later, Never, enqueue
from hub.core.words import speaking
from hub.inbox.groups import PUSH
from hub.inbox.models import Notice
from hub.inbox.news import hold_while_quiet, still_new
from hub.inbox.push import crypto
from hub.inbox.push.devices import devices_of, forget, push_key
from hub.inbox.push.models import PushDevice
from hub.people.models import WebSession
from hub.web import fetcher

DEVICE_QUEUE = "push-device"
LIFE = 12 * 3600  # seconds a provider keeps it for a device that is off
TOKEN_LIFE = 12 * 3600
GONE = (404, 410)


def fan_out(delivery: Delivery) -> None:
    """One delivery for each device, unless there is nothing new any more."""
    notice_id, wave = int(delivery.payload["notice"]), int(delivery.payload["wave"])
    if still_new(notice_id, wave, PUSH) is None:
        return
    notice = session().get_one(Notice, notice_id)
    hold_while_quiet(notice.person, delivery)
    with transaction():
        for device in devices_of(notice.person):
            payload = {**delivery.payload, "device": device.id}
            enqueue(DEVICE_QUEUE, f"{delivery.key}:{device.id}", payload)


def push(delivery: Delivery) -> None:
    """Bring one notice to one device. Raises Later or Never when it did not work, NotYet in quiet hours."""
    payload = delivery.payload
    device = session().get(PushDevice, int(payload["device"]))
    if device is None:
        return
    with speaking(device.person.language):
        line = still_new(int(payload["notice"]), int(payload["wave"]), PUSH)
        sentence = line.sentence if line is not None else ""
    if not sentence:
        return
    notice = session().get_one(Notice, int(payload["notice"]))
    if device.person_id != notice.person_id or not _is_signed_in(device):
        forget(device)
        return
    hold_while_quiet(device.person, delivery)
    config = current_app.config["HUB"]
    said = {
        "title": config.product, "body": sentence[:300], "url": f"/notifications/{notice.id}",
        "tag": f"notice-{notice.id}",
    }  # fmt: skip
    _settle(
        device, _send(device, json.dumps(said).encode(), "high" if notice.action == "answer" else "normal")
    )


def _send(device: PushDevice, payload: bytes, urgency: str) -> fetcher.Answer:
    config = current_app.config["HUB"]
    _public, key = push_key()
    parts = urlsplit(device.endpoint)
    expires = int(clock.now().timestamp()) + TOKEN_LIFE
    contact = f"mailto:{config.mail_from}" if config.mail_from else config.public_url
    headers = {
        "Authorization": crypto.signature(key, f"{parts.scheme}://{parts.netloc}", expires, contact),
        "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
        "TTL": str(LIFE), "Urgency": urgency,
    }  # fmt: skip
    try:
        return fetcher.post(device.endpoint, crypto.encrypt(payload, device.point, device.auth), headers)
    except fetcher.NotAllowed as error:  # its name leads inside by now
        forget(device)
        raise Never(str(error)) from error
    except fetcher.Unreachable as error:
        raise Later(str(error)) from error


def _settle(device: PushDevice, answer: fetcher.Answer) -> None:
    if answer.status in GONE:
        forget(device)
    elif answer.status == 429 or answer.status >= 500:
        raise Later(f"The provider said {answer.status}.", answer.retry_seconds)
    elif not answer.is_ok:
        raise Never(f"The provider said {answer.status}.")
    else:
        with transaction() as db:
            db.get_one(PushDevice, device.id).last_ok_at = clock.now()


def _is_signed_in(device: PushDevice) -> bool:
    """Whether its person is still signed in there: who ended the session ended this too."""
    alive = select(WebSession.public_id).where(
        WebSession.public_id == device.session, WebSession.person_id == device.person_id,
        WebSession.expires_at > clock.now(),
    )  # fmt: skip
    return device.person.is_active and session().scalar(alive) is not None
