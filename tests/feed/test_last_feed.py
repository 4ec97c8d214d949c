"""What an installed app keeps of the feed, and how it is installed."""

import json
from collections.abc import Callable

from hub.core.db import session, transaction
from hub.feed.models import StreamItem
from tests.conftest import Someone
from tests.factories import make_post, make_question


def test_no_customer_is_kept(ctx: None, ben: Someone, drain: Callable[[], None]) -> None:
    make_post(by="ada", space="open", body="The kiln is on.")
    make_question(by="ada", space="open", title="How hot?", body="> Words of a customer")
    waits = make_question(by="ada", space="open", title="Where is my bag?")
    drain()
    with transaction():
        session().query(StreamItem).filter_by(ref=waits.ref).one().waiting_count = 1
    answer = ben.get("/offline/feed")
    assert "The kiln is on." in answer.text
    assert "How hot?" in answer.text
    assert "Words of a customer" not in answer.text
    assert "Where is my bag?" not in answer.text
    assert answer.headers["X-Person"] == "ben"


def test_nobody_reads_it(ctx: None, cleo: Someone, nobody: Someone) -> None:
    make_post(by="ada", space="private", body="Between us.")
    assert "Between us." not in cleo.get("/offline/feed").text
    assert nobody.get("/offline/feed").status_code == 302


def test_it_can_be_installed_and_shared_with(nobody: Someone, ada: Someone) -> None:
    manifest = json.loads(nobody.get("/app.webmanifest").text)
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert all(icon["src"].startswith("/static/dist/app-") for icon in manifest["icons"])
    to = manifest["share_target"]
    names = to["params"]
    shared = ada.get(
        f"{to['action']}?{names['title']}=Strike&{names['text']}=Read+this&{names['url']}=https://x.test/a"
    )
    assert "Strike" in shared.text
    assert "Read this\n\nhttps://x.test/a" in shared.text
    assert nobody.get("/sw.js").mimetype == "text/javascript"
    assert nobody.get("/offline").status_code == 200
