"""What makes the hub an app to be installed: its manifest, its worker, a page without a network."""

from pathlib import Path

from flask import Flask, Response, current_app, jsonify, redirect
from werkzeug.wrappers import Response as BaseResponse

from hub.core.words import gettext as _
from hub.web.assets import asset_url
from hub.web.guard import anyone
from hub.web.pages import page

WORKER = Path(__file__).parent / "static" / "sw.js"
GREEN, PAPER = "#006748", "#f6f5f1"


def init_installable(app: Flask) -> None:
    """Serve the manifest, the worker and the page; all three are the same for everybody."""
    app.add_url_rule("/app.webmanifest", "installable.manifest", manifest)
    app.add_url_rule("/sw.js", "installable.worker", worker)
    app.add_url_rule("/offline", "installable.offline", offline)
    app.add_url_rule("/app-icon.png", "installable.icon", icon)


@anyone
def manifest() -> Response:
    """How the app is called, looks and starts; what is shared with it becomes a question."""
    config = current_app.config["HUB"]
    sizes = (("app-192.png", "192x192", "any"), ("app-512.png", "512x512", "any"),
             ("app-mask.png", "512x512", "maskable"))  # fmt: skip
    answer = jsonify(
        {
            "id": "/", "name": f"{config.product} · {config.organisation}", "short_name": config.product,
            "start_url": "/", "scope": "/", "display": "standalone",
            "theme_color": GREEN, "background_color": PAPER,
            "icons": [
                {"src": asset_url(name), "sizes": size, "type": "image/png", "purpose": purpose}
                for name, size, purpose in sizes
            ],
            "shortcuts": [
                {"name": _("Ask a question"), "url": "/q/new"},
                {"name": _("Notifications"), "url": "/notifications"},
            ],
            "share_target": {
                "action": "/q/new", "method": "GET",
                "params": {"title": "title", "text": "text", "url": "url"},
            },
        }
    )  # fmt: skip
    answer.mimetype = "application/manifest+json"
    return answer


@anyone
def worker() -> Response:
    """The service worker, at the root so that it serves every page."""
    return Response(WORKER.read_bytes(), mimetype="text/javascript")


@anyone
def icon() -> BaseResponse:
    """For what is pushed: the worker knows no hashed names."""
    return redirect(asset_url("app-192.png"))


@anyone
def offline() -> str:
    """The page that needs no network."""
    return page("offline.html")
