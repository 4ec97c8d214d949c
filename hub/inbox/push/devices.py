"""Adding and removing the browsers that notices are pushed to, and the key they are signed with."""

import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from hub.channels.sealing import seal, unseal
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.inbox.push import crypto
from hub.inbox.push.models import PushDevice, PushKey
from hub.people.models import Person, WebSession
from hub.web import fetcher

MOST = 20  # devices of one person
NOT_ONE = lazy("Your browser gave no address for notices that works here. Try again, or another browser.")


def push_key() -> tuple[str, ec.EllipticCurvePrivateKey]:
    """The hub's key: its public half as browsers take it, and the whole."""
    row = _kept_key()
    return row.public, crypto.unpacked(unseal(row.sealed)["key"])


def public_key() -> str:
    """The half that browsers take: it is known also where the other cannot be read any more."""
    return _kept_key().public


def _kept_key() -> PushKey:
    """Made at first use."""
    row = session().scalars(select(PushKey).order_by(PushKey.id)).first()
    if row is None:
        key = crypto.new_key()
        row = PushKey(
            id=1, public=crypto.b64(crypto.public_bytes(key)), sealed=seal({"key": crypto.packed(key)}),
            created_at=clock.now(),
        )  # fmt: skip
        try:
            with transaction() as db:
                db.add(row)
        except IntegrityError:  # another process was faster
            session.remove()
            return _kept_key()
    return row


def devices_of(person: Person) -> Sequence[PushDevice]:
    """The person's devices, the newest first."""
    mine = select(PushDevice).where(PushDevice.person_id == person.id).order_by(PushDevice.id.desc())
    return session().scalars(mine).all()


def add_device(person: Person, at: WebSession, endpoint: str, point: str, auth: str) -> PushDevice:
    """Push to this browser from now on. Raises Invalid for an address that is never asked."""
    try:
        fetcher.check(endpoint)
        made, secret = crypto.unb64(point), crypto.unb64(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(crypto.CURVE, made)
    except (fetcher.NotAllowed, ValueError):
        raise Invalid(str(NOT_ONE)) from None
    if len(made) != crypto.POINT or len(secret) != crypto.AUTH:
        raise Invalid(str(NOT_ONE))
    key = hashlib.sha256(endpoint.encode()).hexdigest()
    with transaction() as db:
        db.execute(delete(PushDevice).where(PushDevice.endpoint_hash == key))  # it changed hands, or keys
        if len(devices_of(person)) >= MOST:
            raise Invalid(_("You have %(most)s devices already. Remove one that you do not use.", most=MOST))
        row = PushDevice(
            person_id=person.id, session=at.public_id, endpoint=endpoint, endpoint_hash=key, point=made,
            auth=secret, name=at.device, created_at=clock.now(),
        )  # fmt: skip
        db.add(row)
    return row


def forget(device: PushDevice) -> None:
    """No more of it there: its person, its provider or the end of the session says so."""
    with transaction() as db:
        db.execute(delete(PushDevice).where(PushDevice.id == device.id))
