"""Files inside a winmail.dat: Outlook packs them so for whoever it takes for a colleague.

The format is a row of attributes: level, name, length, content, checksum. One that is cut off ends it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
SIGNATURE = 0x223E9F78
FILE_BEGINS, FILE_NAME, FILE_CONTENT = 0x00069002, 0x00018010, 0x0006800F
MOST = 50


@dataclass
class Packed:
    """One file, its name as Outlook wrote it."""

    name: str = ""
    content: bytes = b""


def files_in(content: bytes) -> list[Packed]:
    """What was packed; nothing where it is damaged from the start."""
    found: list[Packed] = []
    for name, value in _attributes(content):
        if name == FILE_BEGINS:
            found.append(Packed())
        elif name == FILE_NAME and found:
            found[-1].name = value.partition(b"\0")[0].decode("cp1252", "replace")
        elif name == FILE_CONTENT and found:
            found[-1].content = value
    return [each for each in found if each.content][:MOST]


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != SIGNATURE:
        return
    at = 6
    while at + 9 <= len(content):
        _level, name, length = struct.unpack_from("<BII", content, at)
        value = content[at + 9 : at + 9 + length]
        if len(value) < length:
            return
        yield name, value
        at += 9 + length + 2
