"""The addresses of devices: which ones get notices, adding this browser, taking one away."""

from typing import Annotated, Any

from flask import Blueprint, Response, g, session
from pydantic import StringConstraints

from hub.core.errors import Invalid
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.inbox.push import devices
from hub.inbox.push.models import PushDevice
from hub.people.models import WebSession
from hub.web.forms import Form, read
from hub.web.pages import done

BACK = "/settings/notifications#devices"
Key = Annotated[str, StringConstraints(min_length=10, max_length=200, pattern=r"^[A-Za-z0-9_=-]+$")]


class DeviceForm(Form):
    """What a browser says of itself: where to push to, and how to encrypt for it."""

    endpoint: Annotated[str, StringConstraints(min_length=10, max_length=2_000)]
    p256dh: Key
    auth: Key


bp = Blueprint("push", __name__)


@bp.post("/settings/notifications/devices")
def add_device() -> Any:
    form = read(DeviceForm)
    row: WebSession | None = getattr(session, "row", None)
    if not form.ok or row is None:
        raise Invalid(str(devices.NOT_ONE))
    sent = form.data
    devices.add_device(g.actor, row, sent.endpoint, sent.p256dh, sent.auth)
    return done(BACK, say=_("This device now gets your notices."))


@bp.post("/settings/notifications/devices/<int:id>/removal")
def remove_device(id: int) -> Response:
    devices.forget(load(g.actor, PushDevice, id))
    return done(BACK, say=_("Removed. It gets no more notices."))
