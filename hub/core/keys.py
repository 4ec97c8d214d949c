"""Keys made of the hub's own secret, one for each purpose."""

import hashlib
import hmac

from flask import current_app


def derived_key(purpose: bytes) -> bytes:
    """A key for one purpose: none of them gives away another, or the hub's secret."""
    secret: str = current_app.config["SECRET_KEY"]
    return hmac.new(secret.encode(), purpose, hashlib.sha256).digest()
