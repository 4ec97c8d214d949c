"""The values that go in and come out. Plain data: it crosses a process border."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Resolver = Callable[[frozenset[str]], Mapping[str, tuple[str, str]]]
"""Gets tokens ("@jonas", "#prams", "!48213", "[[Late bags"); answers address and label of what exists."""


class Audience(StrEnum):
    """Who reads the result. For a customer, internal parts do not exist."""

    INSIDE = "inside"
    CUSTOMER = "customer"


class Fallback(StrEnum):
    """Why a text is shown as it was typed instead of formatted."""

    SIZE = "size"
    TIME = "time"
    ERROR = "error"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Mention:
    """What a text names and what exists: @ person or community, # topic, ! case, [[ page, ![[ block."""

    token: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a table of contents; `id` is its anchor in the HTML."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML to store beside the source, and what was found on the way."""

    html: str
    text: str
    mentions: tuple[Mention, ...] = ()
    refs: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    fallback: Fallback | None = None

    @property
    def plain(self) -> bool:
        """True when the text could not be formatted and is shown as typed."""
        return self.fallback is not None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text as it may leave the house: no internal parts, no mentions, no images, no classes."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where we live: addresses under `base_url` at these `places` are our own things."""

    base_url: str = ""
    places: tuple[str, ...] = (
        "q", "a", "p", "c", "cases", "wiki", "people", "comments", "topics", "messages",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """One text to render, with everything the renderer may know about the world."""

    source: str
    audience: Audience = Audience.INSIDE
    targets: tuple[Mention, ...] = ()
    site: Site = Site()
    top_heading: int = 3
    id_prefix: str = "h"
    outgoing: bool = False
