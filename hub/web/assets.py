"""Browser files built by `npm run build`: their hashed addresses, and the route that serves them.

The build writes `static/dist/manifest.json` (plain name → hashed name). A hashed file never
changes, so browsers may keep it for a year.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, send_from_directory

DIST = Path(__file__).parent / "static" / "dist"
URL = "/static/dist/"
ONE_YEAR = 365 * 24 * 3600


class AssetsMissing(RuntimeError):
    """The browser files were not built, or not this one."""


def init_assets(app: Flask, dist: Path = DIST) -> None:
    """Serve the built files, and give templates `asset_url()` and `icon_href()`."""

    def url(name: str) -> str:
        return asset_url(name, dist)

    def icon(name: str) -> str:
        return icon_href(name, dist)

    app.jinja_env.globals.update(asset_url=url, icon_href=icon)
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


def _file(dist: Path) -> Callable[[str], Response]:
    def serve(filename: str) -> Response:
        response = send_from_directory(dist, filename, max_age=ONE_YEAR)
        response.cache_control.public = True
        response.cache_control.immutable = True
        return response

    return serve
