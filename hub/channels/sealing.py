"""Passwords and keys of channels at rest: sealed with a key made from the hub's own secret."""

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken

from hub.core.keys import derived_key
from hub.core.words import gettext as _

PURPOSE = b"backchannel channel secrets 1"


class SealBroken(Exception):
    """The hub's secret key is not the one these were sealed with."""


def seal(secrets: Mapping[str, str]) -> str:
    """What may be stored. Empty values are left out."""
    kept = {name: value for name, value in secrets.items() if value}
    return _cipher().encrypt(json.dumps(kept).encode()).decode() if kept else ""


def unseal(sealed: str) -> dict[str, str]:
    """What was sealed. Raises SealBroken when the hub's secret key has changed."""
    if not sealed:
        return {}
    try:
        return dict(json.loads(_cipher().decrypt(sealed.encode())))
    except InvalidToken:
        raise SealBroken(
            _(
                "The passwords of this channel cannot be read, because the hub's secret key has "
                "changed. Enter them again."
            )
        ) from None


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key(PURPOSE)))
