"""What a file is, by its bytes: a picture that we draw anew, a program that we refuse, or only bytes."""

from hub.core.errors import Invalid
from hub.core.words import lazy
from hub.files.names import split_ending

BYTES = "application/octet-stream"
TEXT = "text/plain"

# The first bytes of those pictures that browsers draw and that hold no scripts.
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
)
_DOCUMENTS = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
_PROGRAMS = (
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
)
# What a desktop runs when somebody presses it, whatever its bytes are.
_RUN_BY_ENDING = frozenset({
    ".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".deb", ".dll", ".dmg", ".exe", ".hta", ".jar", ".js",
    ".jse", ".lnk", ".msi", ".msp", ".pkg", ".ps1", ".reg", ".rpm", ".scr", ".sh", ".url", ".vbe", ".vbs",
    ".wsf", ".wsh",
})  # fmt: skip
PROGRAM = lazy(
    "Programs and scripts are not kept here, because they may harm whoever opens them. "
    "Put a few lines of code into the text, and point to a program where it is looked "
    "after."
)


def picture_kind(content: bytes) -> str | None:
    """PNG, JPEG, GIF or WEBP when it begins like one; whether it is one, drawing it will tell."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for start, kind in _PICTURES if content.startswith(start)), None)


def refuse_programs(name: str, content: bytes) -> None:
    """Raises Invalid for what would run when somebody opens it."""
    is_windows = content[:2] == b"MZ" and b"\0" in content[:512]
    if is_windows or content.startswith(_PROGRAMS) or split_ending(name)[1] in _RUN_BY_ENDING:
        raise Invalid(PROGRAM, field="file")


def document_type(content: bytes) -> str:
    """What to call it. It is only ever downloaded, so nothing rests on this."""
    for start, found in _DOCUMENTS:
        if content.startswith(start):
            return found
    if b"\0" in content:
        return BYTES
    try:
        content.decode()
    except UnicodeDecodeError:
        return BYTES
    return TEXT
