"""Browser files built by `npm run build`: their hashed addresses, and the route that serves them.

The build writes `static/dist/manifest.json` (plain name → hashed name). A hashed file never
changes, so browsers may keep it for a year. Beside a text lie its packed forms, for browsers that
take them. Pages are never packed: they carry form tokens, and their length would tell of them.
"""

import json
import mimetypes
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from time import monotonic

from flask import Flask, Response, request, send_from_directory
from markupsafe import Markup
from werkzeug.security import safe_join

from hub.core import words

DIST = Path(__file__).parent / "static" / "dist"
URL = "/static/dist/"
ONE_YEAR = 365 * 24 * 3600
PACKED = {"br": ".br", "gzip": ".gz"}  # the smallest first
LOOK_EVERY = 1.0  # seconds between looks at the manifest: a page has a hundred icons
ICON = Markup('<svg class="i{}" aria-hidden="true"><use href="{}"/></svg>')


class AssetsMissing(RuntimeError):
    """The browser files were not built, or not this one."""


def init_assets(app: Flask, dist: Path = DIST) -> None:
    """Serve the built files; templates get `asset_url()`, `icon_href()`, `icon_svg()`, `still()`."""
    built = app.extensions["assets"] = _Built(app, dist)
    app.jinja_env.globals.update(
        asset_url=built.url, icon_href=built.icon_href, icon_svg=built.icon, still=built.still
    )
    app.add_url_rule(f"{URL}<path:filename>", "assets.file", _file(dist))


def asset_url(name: str, dist: Path = DIST) -> str:
    """The address of a built file: asset_url("app.js") → "/static/dist/app-7Q2KX4PL.js"."""
    try:
        return URL + _manifest(dist, _changed_at(dist))[name]
    except KeyError:
        raise AssetsMissing(
            f'There is no built file "{name}". Does the build know it? Run `npm run build`.'
        ) from None


def icon_href(name: str, dist: Path = DIST) -> str:
    """The address of one symbol: icon_href("send") → "/static/dist/icons-….svg#i-send"."""
    return f"{asset_url('icons.svg', dist)}#i-{name}"


class _Built:
    """What templates are given: made once for each build of the browser files."""

    def __init__(self, app: Flask, dist: Path) -> None:
        self._app, self._dist = app, dist
        self._looked = 0.0
        self._changed_at = 0
        self._urls: dict[str, str] = {}
        self._icons: dict[tuple[str, str], Markup] = {}
        self._parts: dict[tuple[str, str], Markup] = {}
        self.when_built: list[Callable[[], None]] = []  # what else forgets, when there is a new build

    def url(self, name: str) -> str:
        """As asset_url()."""
        self._look()
        if name not in self._urls:
            self._urls[name] = asset_url(name, self._dist)
        return self._urls[name]

    def icon_href(self, name: str) -> str:
        """As icon_href()."""
        return f"{self.url('icons.svg')}#i-{name}"

    def icon(self, name: str, size: str = "") -> Markup:
        """An icon as SVG. Always silent: the word stands beside it. size: "" 18 px, "sm" 16, "lg" 24."""
        self._look()
        made = self._icons.get((name, size))
        if made is None:
            made = ICON.format(f" i--{size}" if size else "", self.icon_href(name))
            self._icons[name, size] = made
        return made

    def still(self, template: str) -> Markup:
        """A template that is the same on every page for all who read one language, rendered once for it."""
        self._look()
        part = (template, words.language())
        if part not in self._parts:
            self._parts[part] = Markup(self._app.jinja_env.get_template(template).render())  # noqa: S704 (escaped by itself)
        return self._parts[part]

    def _look(self) -> None:
        """Forget everything when there is a new build."""
        if monotonic() - self._looked < LOOK_EVERY:
            return
        changed_at = _changed_at(self._dist)
        if changed_at != self._changed_at:
            self._urls, self._icons, self._parts = {}, {}, {}
            for forget in self.when_built:
                forget()
        self._looked, self._changed_at = monotonic(), changed_at


def _changed_at(dist: Path) -> int:
    try:
        return (dist / "manifest.json").stat().st_mtime_ns
    except FileNotFoundError:
        raise AssetsMissing(
            f"Browser files are missing ({dist}). Run `make run`, or `npm ci && npm run build`."
        ) from None


@lru_cache(maxsize=4)
def _manifest(dist: Path, _changed_at: int) -> dict[str, str]:
    """Read once per build: the time of the file is part of the key."""
    names: dict[str, str] = json.loads((dist / "manifest.json").read_text("utf-8"))
    return names


def _is_there(dist: Path, name: str) -> bool:
    path = safe_join(str(dist), name)
    return path is not None and Path(path).is_file()


def _file(dist: Path) -> Callable[[str], Response]:
    def serve(filename: str) -> Response:
        forms = {coding: end for coding, end in PACKED.items() if _is_there(dist, filename + end)}
        coding = next((each for each in forms if request.accept_encodings.quality(each) > 0), "")
        response = send_from_directory(
            dist, filename + forms.get(coding, ""), max_age=ONE_YEAR,
            mimetype=mimetypes.guess_type(filename)[0],
        )  # fmt: skip
        if coding:
            response.headers["Content-Encoding"] = coding
        if forms:
            response.vary.add("Accept-Encoding")
        response.cache_control.public = True
        response.cache_control.immutable = True
        return response

    return serve
