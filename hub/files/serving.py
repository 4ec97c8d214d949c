"""Handing bytes out. Pictures that we drew are shown; everything else is downloaded and never runs here."""

from collections.abc import Iterator
from typing import IO

from flask import Response

from hub.files.kinds import BYTES

CHUNK = 64 * 1024
# Even opened by itself it may load nothing, run nothing, and is of an origin of its own.
POLICY = "default-src 'none'; sandbox"


def as_picture(content: IO[bytes], name: str, type: str, size: int) -> Response:
    """Only for what `pictures.redraw` made."""
    return _answer(content, "inline", name, type, size)


def as_download(content: IO[bytes], name: str, size: int) -> Response:
    """A file of anybody: its type is not told, so that no browser makes something of it."""
    return _answer(content, "attachment", name, BYTES, size)


def _answer(content: IO[bytes], how: str, name: str, type: str, size: int) -> Response:
    # Opened before the answer begins, read while it is sent: never more than a piece in memory.
    response = Response(_pieces(content), content_type=type)
    response.call_on_close(content.close)  # also when nobody reads it
    response.content_length = size
    response.headers.set("Content-Disposition", how, filename=name)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    with content:
        while piece := content.read(CHUNK):
            yield piece
