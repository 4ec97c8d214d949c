"""Handing bytes out. Pictures that we drew are shown; everything else is downloaded and never runs here."""

from collections.abc import Iterator
from contextlib import closing
from typing import IO

from flask import Response
from werkzeug.datastructures import IfRange, Range
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from hub.files.kinds import BYTES
from hub.files.models import StoredFile
from hub.files.pictures import SMALL_TYPE
from hub.files.storage import store

CHUNK = 64 * 1024
# Even opened by itself it may load nothing, run nothing, and is of an origin of its own.
POLICY = "default-src 'none'; sandbox"


def as_picture(file: StoredFile, asked: Range | None, condition: IfRange) -> Response:
    """Only for what `pictures.redraw` made."""
    return _answer(file, "inline", file.type, _part(file, asked, condition))


def as_small_picture(file: StoredFile) -> Response:
    """The one for texts; only for a file that has one. It is sent whole."""
    digest, size = str(file.small_sha256), int(file.small_size or 0)
    return _response(store().open(digest), size, file.name, "inline", SMALL_TYPE, digest)


def as_download(file: StoredFile, asked: Range | None, condition: IfRange) -> Response:
    """A file of anybody: its type is not told, so that no browser makes something of it."""
    return _answer(file, "attachment", BYTES, _part(file, asked, condition))


def _answer(file: StoredFile, how: str, type: str, part: tuple[int, int]) -> Response:
    start, stop = part
    content = store().open(file.sha256, start)
    response = _response(content, stop - start, file.name, how, type, file.sha256)
    if (start, stop) != (0, file.size):
        response.status_code = 206
        response.content_range.set(start, stop, file.size)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _response(content: IO[bytes], size: int, name: str, how: str, type: str, digest: str) -> Response:
    """Opened before the answer begins, read while it is sent: never more than a piece in memory."""
    response = Response(_pieces(content, size), content_type=type)
    response.call_on_close(content.close)  # also when nobody reads it
    response.content_length = size
    response.set_etag(digest)
    response.headers.set("Content-Disposition", how, filename=name)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _part(file: StoredFile, asked: Range | None, condition: IfRange) -> tuple[int, int]:
    """From which byte up to which, the latter not included. Everything unless one part is asked for."""
    same = condition.etag == file.sha256 or (condition.etag is None and condition.date is None)
    if asked is None or asked.units != "bytes" or len(asked.ranges) > 1 or not same:
        return 0, file.size
    part = asked.range_for_length(file.size)
    if part is None:
        raise RequestedRangeNotSatisfiable(file.size)
    return part


def _pieces(content: IO[bytes], left: int) -> Iterator[bytes]:
    with closing(content):
        while left and (piece := content.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
