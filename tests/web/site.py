"""A small site made of the macros alone, under the real content policy: no features, no database."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask_socketio import SocketIO
from jinja2 import ChoiceLoader, FileSystemLoader

from hub.core import clock
from hub.web import assets, filters, framing, headers, keeping, language

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
ERRORS = (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)
AMARA = Thing(
    id=3, name="Amara Okafor", handle="amara", title="Social care", initials="AO", hue=3, url="/people/amara"
)  # fmt: skip

MISSED = {"event": 9, "kind": "qa.answer_posted", "ref": "question:7"}


def make_site() -> Flask:
    """The site; `site.config["DRAFTS"]` collects what is posted to /drafts."""
    site = Flask("hub", root_path=str(PROJECT / "hub"), static_folder=None)
    site.secret_key = "only for tests"
    site.jinja_env.trim_blocks = site.jinja_env.lstrip_blocks = True
    folders = [PROJECT / "hub/web/templates", HERE / "templates"]
    site.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    site.jinja_env.globals.update(csrf_token=lambda: "token", once_field=lambda: "once")
    assets.init_assets(site)
    language.init_language(site, "en")
    filters.init_filters(site)
    framing.init_framing(site)
    keeping.init_keeping(site)
    headers.init_headers(site, https=False)
    site.config["DRAFTS"] = []
    site.context_processor(_values)
    _add_pages(site)
    SocketIO(site, async_mode="threading")
    return site


def _values() -> dict[str, Any]:
    frame = None if "plain" in request.args else _frame()
    return {"frame": frame, "guide_now": clock.now() - timedelta(minutes=18), "amara": AMARA}


def _frame() -> Thing:
    places = [
        ("home", "Home", "/", "home", None, False),
        ("questions", "Questions", "/q", "ask", 9, False),
        ("cases", "Cases", "/case", "tray", 6, True),
        ("wiki", "Wiki", "/wiki", "book", None, False),
        ("people", "People", "/people", "people", None, False),
    ]
    names = ("name", "label", "url", "icon", "count", "hot")
    return Thing(
        product="Backchannel",
        organisation="Tern Airways",
        places=[
            Thing(**dict(zip(names, place, strict=True)), current=place[2] == request.path)
            for place in places
        ],
        communities=[Thing(id=1, name="Fares and refunds", slug="fares", is_official=False, count=4)],
        notices_new=3,
        person=AMARA,
        menu=[("Settings", "/settings"), ("Sign out", "/sign-out")],
    )


def _add_pages(site: Flask) -> None:
    @site.get("/")
    def home() -> str:
        return render_template("home.html")

    @site.get("/case")
    def case() -> str:
        return render_template("case.html")

    @site.get("/guide")
    def guide() -> str:
        return render_template("styleguide.html")

    @site.get("/errors/<int:status>")
    def error(status: int) -> str:
        kept = [("body", "Everything that was typed")]
        said = "There is nothing here, or it is not shared with you."
        return render_template(f"errors/{status}.html", status=status, message=said, kept=kept)

    @site.get("/palette")
    def palette() -> str:
        return render_template("palette.html")

    @site.get("/expand")
    def expand() -> str:
        return render_template("expand.html")

    @site.get("/part")
    def part() -> str:
        return render_template("part.html", words="changed")

    @site.get("/live/since")
    def since() -> dict[str, Any]:
        after = int(request.args["after"])
        return {"pings": [MISSED], "last": 9} if after == 8 else {"pings": [], "last": after}

    @site.post("/drafts")
    def drafts() -> Response:
        site.config["DRAFTS"].append(dict(request.form))
        return make_response("", 204)
