"""News feeds: what their person may see now, without customers, until the address is ended."""

import re
from collections.abc import Callable

import pytest
from defusedxml import ElementTree
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.feed.models import StreamItem
from hub.feed.pins import pin
from hub.people.actions import deactivate
from hub.people.feed_tokens import feed_token
from hub.people.tokens import make_token
from hub.spaces.actions import remove_member
from hub.spaces.models import Visibility
from tests import cast
from tests.conftest import Someone
from tests.factories import make_post, make_question


def titles(answer: object) -> list[str]:
    """Read as a feed reader would."""
    found = ElementTree.fromstring(answer.data)  # type: ignore[attr-defined]
    return [item.findtext("title") for item in found.iter("item")]


@pytest.fixture
def written(ctx: None, drain: Callable[[], None]) -> None:
    make_question(by="ada", space="open", title="How hot?", topics=["Kiln"])
    make_question(by="ada", space="private", title="Between <us> & them?", topics=["Kiln"])
    waits = make_question(by="ada", space="open", title="Where is my bag?", topics=["Kiln"])
    make_post(by="ada", space="open", body="The kiln is on.")
    drain()
    with transaction():
        session().query(StreamItem).filter_by(ref=waits.ref).one().waiting_count = 1
        session().get_one(type(waits), waits.id).waiting_count = 1


def test_it_shows_what_its_person_may_see_now(written: None, nobody: Someone) -> None:
    url = f"/feeds/{feed_token(cast.person('ben'))}"
    answer = nobody.get(f"{url}/home.xml")
    assert answer.mimetype == "application/rss+xml"
    assert set(titles(answer)) == {"Between <us> & them?", "How hot?", "Post by Ada Lovelace"}
    assert "The kiln is on." in answer.text
    assert set(titles(nobody.get(f"{url}/questions.xml"))) == {"Between <us> & them?", "How hot?"}
    assert titles(nobody.get(f"{url}/c/private.xml")) == ["Between <us> & them?"]
    assert set(titles(nobody.get(f"{url}/topics/kiln.xml"))) == {"Between <us> & them?", "How hot?"}
    with transaction():
        remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    assert "Between" not in nobody.get(f"{url}/home.xml").text
    assert nobody.get(f"{url}/c/private.xml").status_code == 404
    assert titles(nobody.get(f"{url}/topics/kiln.xml")) == ["How hot?"]


def test_a_community_known_by_name_only_tells_nothing(
    written: None, cleo: Someone, nobody: Someone, drain: Callable[[], None]
) -> None:
    """Colleagues know that there is such a community; what stands in it, pinned or not, its members."""
    with transaction():
        cast.space("private").visibility = Visibility.MEMBERS
        pin(cast.person("ada"), session().scalars(select(StreamItem).order_by(StreamItem.id)).first())
        token = make_token(cast.person("cleo"), "t", ("read",), clock.now().replace(year=2100)).text
    drain()
    place = "/feed/new?since=0&community=private"
    assert "Private Room" in cleo.get("/c").text
    for answer in (
        nobody.get(f"/feeds/{feed_token(cast.person('cleo'))}/c/private.xml"),
        cleo.get(place), cleo.get(f"{place}&by=ada"),
        cleo.api("GET", "/api/v1/feed?space=private", token),
    ):  # fmt: skip
        assert answer.status_code == 404
        assert "Between" not in answer.text
    assert titles(nobody.get(f"/feeds/{feed_token(cast.person('ben'))}/c/private.xml")) == [
        "Between <us> & them?"
    ]


@pytest.mark.parametrize("why", ["forged", "made anew", "password", "account closed"])
def test_the_address_ends(written: None, ben: Someone, nobody: Someone, why: str) -> None:
    token = feed_token(cast.person("ben"))
    assert token in ben.get("/settings/notifications").text
    if why == "forged":
        token = re.sub(r"^\d+", str(cast.person("ada").id), token)
    elif why == "made anew":
        ben.post("/settings/notifications/feeds")
    else:
        with transaction():
            if why == "password":
                cast.person("ben").password_changed_at = clock.now()
            else:
                deactivate(SYSTEM, cast.person("ben"))
    assert nobody.get(f"/feeds/{token}/home.xml").status_code == 404
