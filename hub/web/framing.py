"""What stands around every page, as it is kept drawn (hub/web/keeping.py)."""

from typing import Any, NamedTuple

from flask import Flask, Response, request

from hub.web.faces import Who, who_is
from hub.web.guard import wants_main


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
    """Give templates `frame_card(frame)` and `wants_main()`; a page shown in place tells its address."""
    app.jinja_env.globals.update(frame_card=frame_card, wants_main=wants_main)
    app.after_request(_tell_address)


def _tell_address(response: Response) -> Response:
    """Where one is now; what led there may have been a form or an address that only leads on."""
    if wants_main() and request.method == "GET" and response.status_code == 200:
        response.headers["HX-Push-Url"] = request.full_path.rstrip("?")
    return response


def frame_card(frame: Any) -> FrameCard:
    """The card of a frame (hub/frame.py) on the page that is asked for."""
    path = request.path
    communities = tuple(_community(each, path) for each in frame.communities)
    is_inside = any(each.current for each in communities)  # one is there, and not at the place above
    return FrameCard(
        frame.product, frame.organisation,
        tuple(
            PlaceLine(each.name, str(each.label), each.url, each.icon, each.count, each.hot,
                      each.current and not is_inside)
            for each in frame.places
        ),
        communities,
        frame.notices_new, who_is(frame.person), frame.person.url,
        tuple((str(label), url) for label, url in frame.menu),
        request.args.get("q", "") if path == "/search" else "",
    )  # fmt: skip


def _community(each: Any, path: str) -> CommunityLine:
    url = f"/c/{each.slug}"
    here = path == url or path.startswith(f"{url}/")
    return CommunityLine(each.id, each.name, url, each.is_official, each.count, here)
