"""Bytes of unknown honesty to text: the declared charset, then UTF-8, then a guess, then Latin-1.

Also the one place that takes control and direction characters out of names and subjects.
"""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from hub.channels.email.limits import LIMITS

# What senders say, and the superset that they really use.
ALIASES = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "x-mac-roman": "mac_roman",
    "utf8mb4": "utf-8",
    "x-unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "default": "utf-8",
}
# Real codecs that no mail is written in; some take quadratic time.
REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
# What a guess may come to: charsets that mail is really written in.
PLAUSIBLE = (
    "utf_8 utf_16 cp1252 cp1250 cp1251 koi8_r cp1253 cp1254 cp1255 cp1256 cp1257 "
    "cp932 euc_jp cp949 gb18030 big5"
)
TOO_FEW_TO_GUESS = 8  # bytes beyond ASCII; below this every charset looks as good as another
ISO_2022_JP = ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext")
SINGLE_BYTE_HABIT = "cp1252"  # never fails, so it is declared by everybody and true for few

BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LINE_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# Direction overrides and invisible characters; the joiners that emoji and Persian need stay.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
SURROGATE = re.compile("[\ud800-\udfff]")
ALLOWED_FORMAT = {"\u200c", "\u200d"}


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text and the name of the charset that gave it. Never fails."""
    for name in codecs_for(declared):
        if name == SINGLE_BYTE_HABIT and not data.isascii() and is_utf8(data):
            return clean_text(data.decode("utf-8-sig")), "utf-8"
        try:
            return clean_text(data.decode(name)), name
        except (UnicodeError, LookupError, ValueError):
            continue
    if is_utf8(data):
        return clean_text(data.decode("utf-8-sig")), "utf-8"
    return decode_by_guess(data)


def codecs_for(declared: str) -> tuple[str, ...]:
    name = declared.strip().strip("\"'").lower()[:60]
    name = ALIASES.get(name.replace("_", "-"), ALIASES.get(name, name))
    if not name or CONTROL.search(name):
        return ()
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ()
    if found.name in REFUSED or not getattr(found, "_is_text_encoding", True):
        return ()
    if found.name == "iso2022_jp":
        return ISO_2022_JP
    return ("utf-8-sig",) if found.name == "utf-8" else (found.name,)


def decode_by_guess(data: bytes) -> tuple[str, str]:
    for name in guesses(data[: LIMITS.guess_bytes]):
        try:
            return clean_text(data.decode(name)), name
        except (UnicodeError, LookupError):
            continue
    return clean_text(data.decode("latin-1")), "latin-1"  # every byte is a letter there


def guesses(sample: bytes) -> tuple[str, ...]:
    if len(BEYOND_ASCII.findall(sample)) < TOO_FEW_TO_GUESS:
        return (SINGLE_BYTE_HABIT,)
    best = from_bytes(sample, cp_isolation=PLAUSIBLE.split()).best()
    return (best.encoding, SINGLE_BYTE_HABIT) if best is not None else (SINGLE_BYTE_HABIT,)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def clean_text(text: str) -> str:
    """Text for storing: line ends as \\n, no control characters, no half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("", SURROGATE.sub("\ufffd", text))


def one_line(text: str, limit: int) -> str:
    """One shown line: no breaks, no control, direction or invisible characters, at most `limit`."""
    text = SURROGATE.sub("\ufffd", LINE_BREAKS.sub(" ", text[: limit * 20]))
    text = INVISIBLE.sub("", CONTROL.sub("", text))
    kept = (c for c in text if c in ALLOWED_FORMAT or unicodedata.category(c) != "Cf")
    text = " ".join("".join(kept).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
