"""What channels take: how they count the length of a reply, which files, for how long after a message."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

LONGEST_PART = 63  # letters of a part of a domain
LINK = 23  # what X counts for an address, however long it is
ONCE = (
    (0, 4351),
    (8192, 8205),
    (8208, 8223),
    (8242, 8247),
)  # code points that X counts once
_PATH = r"(?::\d+)?(?:[/?#][^\s<>\"]*)?"
_ADDRESS = re.compile(
    rf"https?://(?:[\w-]{{1,63}}\.)+[a-z]{{2,24}}(?![a-z0-9.-]*[a-z0-9]){_PATH}"
    r"|(?<![a-z0-9@_.-])(?:[a-z0-9-]{1,63}\.)+(?:com|net|org|info|co|io|dev|app|eu|de|at|ch|uk|fr|pl|no|nl|es|it"
    rf"|jp|example)(?![a-z0-9.-]*[a-z0-9]){_PATH}",
    re.IGNORECASE,
)
_SIGN = "[\u203c-\u3299\U0001f000-\U0001faff]"
_LOOK = "(?:\ufe0f|[\U0001f3fb-\U0001f3ff])?"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3|[\u00a9\u00ae]\ufe0f"
    f"|(?:{_SIGN}{_LOOK}[\U000e0020-\U000e007f]+)|{_SIGN}{_LOOK}(?:\u200d{_SIGN}{_LOOK})+"
    "|[\U0001f000-\U0001faff][\U0001f3fb-\U0001f3ff\ufe0f]?|[\u203c-\u3299]\ufe0f"
)


@dataclass(frozen=True)
class Measure:
    """A way to count. `name` is how the page's counter knows it; `of` counts a text."""

    name: str
    of: Callable[[str], int]


def weigh(text: str) -> int:
    """As X counts: Latin and its like once, other scripts twice, an address 23, an emoji 2."""
    left = unicodedata.normalize("NFC", text)
    addresses = [each[0] for each in _ADDRESS.finditer(left) if _is_host(each[0])]
    for address in addresses:
        left = left.replace(address, "", 1)
    left, emoji = _EMOJI.subn("", left)
    rest = sum(1 if any(first <= ord(sign) <= last for first, last in ONCE) else 2 for sign in left)
    return rest + LINK * len(addresses) + 2 * emoji


def _is_host(address: str) -> bool:
    """Whether every part of the name is as short as a name may be, as machines spell it."""
    host = re.split(r"[/?#:]", address.partition("://")[2] or address)[0]
    return all(
        len(part if part.isascii() else "xn--" + part.encode("punycode").decode()) <= LONGEST_PART
        for part in host.split(".")
    )


CHARACTERS = Measure("characters", len)
WEIGHTED = Measure("weighted", weigh)
BYTES = Measure("bytes", lambda text: len(text.encode()))  # of UTF-8: a letter with an accent takes two


@dataclass(frozen=True)
class Stage:
    """Until how long after the customer's last words something may be sent, and what, for agents."""

    within: timedelta
    allows: str


def stage_at(stages: Sequence[Stage], waited: timedelta) -> Stage | None:
    """The stage that still holds; None when the last one is over, or when there are none."""
    return next((stage for stage in stages if waited <= stage.within), None)


@dataclass(frozen=True)
class FileLimits:
    """Which files a reply may carry: how many, bytes of each and together, beginnings of their types."""

    most: int
    each: int
    together: int
    types: tuple[str, ...] = ()  # empty: any
