"""Deliveries: proven over the bytes as they came, cut into the things they tell, each kept once.

One delivery holds many entries and comes again whole when it failed, in no promised order.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

from hub.channels.graph.checking import ask_for
from hub.channels.graph.wire import page_of
from hub.channels.inbox import put
from hub.channels.models import Channel, InboxState
from hub.channels.sealing import SealBroken, unseal
from hub.core.db import transaction
from hub.core.words import lazy

NO_ENVELOPE = lazy("It is signed as it should be and cannot be read.")


def is_theirs(channel: Channel, raw: bytes, signature: str) -> bool:
    """Whether Meta signed these very bytes with the secret of our app."""
    secret = secret_of(channel, "client_secret")
    expected = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


def knows_word(channel: Channel, word: str) -> bool:
    """Whether it is the word that an administrator gave to Meta."""
    kept = secret_of(channel, "verify_token")
    return bool(kept) and hmac.compare_digest(kept.encode(), word.encode("utf-8", "replace"))


def take(channel: Channel, raw: bytes) -> None:
    """Keep everything that a delivery tells about this account. The same thing again changes nothing."""
    try:
        pieces = list(_pieces(json.loads(raw), page_of(channel)))
    except (ValueError, TypeError, AttributeError):
        key = f"fb:{hashlib.sha256(raw).hexdigest()[:40]}"
        put(channel, key, raw, state=InboxState.UNREADABLE, reason=NO_ENVELOPE)
        return
    with transaction():
        for key, piece in pieces:
            put(channel, key, json.dumps(piece).encode())
        ask_for(channel, "post", {_post_of(piece) for _key, piece in pieces})
        ask_for(channel, "person", {_writer_of(piece) for _key, piece in pieces})


def _post_of(piece: dict[str, Any]) -> str:
    """The post that a comment stands under."""
    value = (piece.get("change") or {}).get("value")
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("media"), dict):
        return str(value["media"].get("id") or "")
    return str(value.get("post_id") or "") if value.get("item") == "comment" else ""


def _writer_of(piece: dict[str, Any]) -> str:
    """Who wrote a message: of them a number is told, no name."""
    told = piece.get("message") or {}
    said = told.get("message")
    is_theirs = isinstance(said, dict) and not said.get("is_echo") and not piece.get("standby")
    return str((told.get("sender") or {}).get("id") or "") if is_theirs else ""


def gone_key(id: str) -> str:
    """Under which it is remembered that a comment was removed, also before it came."""
    return f"fb:gone:{id}"[:200]


def _pieces(sent: dict[str, Any], page: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in sent.get("entry") or []:
        if str(entry.get("id")) != page:
            continue  # of another account of the same app
        for change in entry.get("changes") or []:
            value = change.get("value") or {}
            piece = {"change": change, "at": entry.get("time")}
            removes = isinstance(value, dict) and value.get("verb") == "remove" and value.get("comment_id")
            yield (gone_key(str(removes)) if removes else _key(change)), piece
        for message in entry.get("messaging") or []:
            mids = (message.get("delivery") or {}).get("mids") or []
            for mid in mids:
                yield f"fb:delivered:{mid}"[:200], {"delivered": str(mid)}
            if not mids:
                yield _key(message), {"message": message}
        for message in entry.get("standby") or []:
            yield _key(message), {"message": message, "standby": True}


def _key(told: Any) -> str:
    return f"fb:{hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:40]}"


def secret_of(channel: Channel, name: str) -> str:
    """One of the secrets of an account; "" where it cannot be read."""
    try:
        return unseal(channel.secrets).get(name, "")
    except SealBroken:
        return ""
