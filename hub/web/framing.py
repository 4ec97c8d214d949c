"""What stands around every page, as it is kept drawn (hub/web/keeping.py)."""

from typing import Any, NamedTuple

from flask import Flask, request

from hub.web.faces import Who, who_is


class PlaceLine(NamedTuple):
    """A line of the main navigation."""

    name: str
    label: str
    url: str
    icon: str
    number: int | None  # that waits there
    hot: bool
    current: bool


class CommunityLine(NamedTuple):
    """A community of the reader's."""

    id: int
    name: str
    url: str
    is_official: bool
    number: int  # of new things
    current: bool


class FrameCard(NamedTuple):
    """Everything that frame/_side.html, _top.html and _bottom.html show."""

    product: str
    organisation: str
    places: tuple[PlaceLine, ...]
    communities: tuple[CommunityLine, ...]
    notices_new: int
    person: Who
    url: str  # of the person
    menu: tuple[tuple[str, str], ...]
    words: str  # what is looked for, on the page that looks for it


def init_framing(app: Flask) -> None:
    """Give templates `frame_card(frame)`."""
    app.jinja_env.globals["frame_card"] = frame_card


def frame_card(frame: Any) -> FrameCard:
    """The card of a frame (hub/frame.py) on the page that is asked for."""
    path = request.path
    return FrameCard(
        frame.product, frame.organisation,
        tuple(
            PlaceLine(each.name, str(each.label), each.url, each.icon, each.count, each.hot, each.current)
            for each in frame.places
        ),
        tuple(_community(each, path) for each in frame.communities),
        frame.notices_new, who_is(frame.person), frame.person.url,
        tuple((str(label), url) for label, url in frame.menu),
        request.args.get("q", "") if path == "/search" else "",
    )  # fmt: skip


def _community(each: Any, path: str) -> CommunityLine:
    url = f"/c/{each.slug}"
    here = path == url or path.startswith(f"{url}/")
    return CommunityLine(each.id, each.name, url, each.is_official, each.count, here)
