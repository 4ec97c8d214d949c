"""Which version of a wording fits the channel of a case: short in public, long, or for a private talk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app

from hub.cases.models import Case
from hub.cases.sendcheck import LINK, closed_links
from hub.cases.ways import traits_for
from hub.core.features import CustomerText
from hub.core.words import lazy
from hub.reuse.variables import fill, unfilled

SHORT = 500  # characters: a channel that takes no more wants the short version first
LABELS = {"long": lazy("Long"), "short": lazy("Short"), "private": lazy("In private")}


@dataclass(frozen=True)
class Version:
    """One way to say it, filled. `fits`: whether the channel of the case takes it."""

    name: str  # long | short | private
    text: str
    fits: bool

    @property
    def label(self) -> str:
        """For people."""
        return str(LABELS[self.name])


def versions_for(case: Case, wording: CustomerText, known: Mapping[str, str], way: str = "") -> list[Version]:
    """Every version that a customer of this case may be told, the one for its channel first."""
    traits = traits_for(case, way)
    limit = traits.length if traits is not None and traits.length else 0
    count = traits.measure.of if traits is not None else len
    is_public = traits is not None and traits.is_public
    private = "" if is_public else wording.ways.get("private", "")
    texts = {"long": wording.text, "short": wording.ways.get("short", ""), "private": private}
    order = ("private", "long", "short")
    if is_public:
        order = ("short", "long", "private") if 0 < limit <= SHORT else ("long", "short", "private")
    filled = {name: fill(text, dict(known)).strip() for name, text in texts.items() if text}
    if texts["short"] and limit and count(filled.get("long", "")) > limit:
        filled["short"] = _with_link(filled["short"], wording.ways.get("link", ""), limit, count)
    said = [(name, filled[name]) for name in order if name in filled]
    found = [Version(name, text, not limit or count(text) <= limit) for name, text in said]
    return sorted(found, key=lambda each: (not each.fits, bool(unfilled(each.text))))  # what can leave first


def version_for(case: Case, wording: CustomerText, known: Mapping[str, str]) -> str:
    """The text that is put into a reply of this case when nobody chooses another."""
    found = versions_for(case, wording, known)
    return found[0].text if found else fill(wording.text, dict(known))


def text_named(versions: Sequence[Version], name: str) -> str:
    """The text of one version; "" where there is none such."""
    return next((each.text for each in versions if each.name == name), "")


def _with_link(text: str, link: str, limit: int, count: Callable[[str], int]) -> str:
    """The short version, with the way to the whole where a customer can go it and there is room."""
    whole = f"{text} {link}"
    return whole if link and is_open(link) and count(whole) <= limit else text


def is_open(link: str) -> bool:
    """Whether customers can read what stands there: no house network, and not this hub."""
    ours = urlsplit(current_app.config["HUB"].public_url).netloc.lower()
    if LINK.fullmatch(link) is None or any(closed_links(link)):
        return False
    return bool(urlsplit(link).netloc.lower() != ours)
