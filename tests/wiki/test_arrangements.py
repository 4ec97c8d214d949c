"""Who alone may change a page, when it goes out and ends by itself, and who works on its problem."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session
from hub.wiki.actions.arranging import keep_dates
from hub.wiki.models import PageState
from tests import cast
from tests.wiki.pages import facts_about, make_page, page_called, url_of


@pytest.fixture
def url(ctx):
    return url_of(make_page("Late bags", "x"))


@pytest.fixture
def draft(ctx):
    return url_of(make_page("Draft", "x", by="gwen", state=PageState.WIP))


def later(days: int) -> str:
    return (clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


class TestGuarding:
    """A sensitive page is changed by named people; everybody else suggests."""

    def test_it_works(self, gwen, ada, ben, cleo, url):
        assert gwen.post(f"{url}/arrangements/guard", guarded=1, editors="@ben").status_code == 303
        assert "Changed by named people only" in cleo.get(url).text
        sent = {"title": "Late bags", "body": "y", "base": 1}
        for who in (cleo, gwen):  # whoever guards it does not name themselves by that
            assert who.post(f"{url}/edit", **sent).status_code == 403
            assert who.post(f"{url}/mend", body="y", base=1).status_code == 403
        assert cleo.get(f"{url}/edit").headers["Location"] == f"{url}/suggest"
        assert cleo.get(f"{url}/suggest").status_code == 200
        assert ben.post(f"{url}/edit", **sent).status_code == 303
        assert ada.post(f"{url}/edit", **{**sent, "base": 2, "body": "z"}).status_code == 303  # its owner
        entry = session().scalars(select(AuditEntry).where(AuditEntry.action == "wiki.guard")).one()
        assert entry.after == {"guarded": True, "editors": [cast.person("ben").id]}
        assert "@ben" in gwen.get(f"{url}/arrangements").text
        gwen.post(f"{url}/arrangements/guard", guarded="")
        assert cleo.post(f"{url}/edit", **{**sent, "base": 3}).status_code == 303

    def test_it_needs_the_right(self, ben, url):
        assert ben.get(f"{url}/arrangements").status_code == 403
        assert ben.post(f"{url}/arrangements/guard", guarded=1).status_code == 403
        assert ben.post(f"{url}/arrangements/dates", archive_at=later(1)).status_code == 403

    def test_it_refuses_bad_input(self, gwen, url):
        for name in ("nobody", "eli"):
            answer = gwen.post(f"{url}/arrangements/guard", guarded=1, editors=f"@ben, {name}")
            assert answer.status_code == 422
            assert f"@ben, {name}" in answer.text
        assert not page_called("Late bags").is_guarded


class TestDates:
    """It goes out and ends at its moment, as whoever planned it read it."""

    def test_it_works(self, gwen, ben, draft, at, drain):
        plan = {"publish_at": later(2), "archive_at": later(5)}
        assert gwen.post(f"{draft}/arrangements/dates", **plan).status_code == 303
        assert "Goes out" in ben.get(draft).text
        assert keep_dates() == 0
        at(timedelta(days=3))
        assert keep_dates() == 1
        page = page_called("Draft")
        assert (page.state, page.verified_by.handle) == (PageState.VALIDATED, "gwen")
        assert facts_about(page)[-2:] == ["wiki.page_verified", "wiki.page_published"]
        at(timedelta(days=3))
        assert keep_dates() == 1
        assert (page_called("Draft").state, keep_dates()) == (PageState.ARCHIVED, 0)

    def test_what_was_changed_meanwhile_is_not_verified(self, gwen, ben, draft, at):
        gwen.post(f"{draft}/arrangements/dates", publish_at=later(2))
        ben.post(f"{draft}/edit", title="Draft", body="other", base=1, wip=1)
        at(timedelta(days=3))
        keep_dates()
        assert page_called("Draft").state == PageState.UNVALIDATED

    def test_it_refuses_bad_input(self, gwen, draft, url):
        for wrong in ({"publish_at": later(-1)}, {"publish_at": later(4), "archive_at": later(2)}):
            assert gwen.post(f"{draft}/arrangements/dates", **wrong).status_code == 422
        answer = gwen.post(f"{url}/arrangements/dates", publish_at=later(2))
        assert answer.status_code == 422
        assert "It is out already" in answer.text


def test_two_do_not_work_on_the_same_problem(gwen, ben, cleo, draft, url):
    assert "I work on it" in ben.get(draft).text
    assert ben.post(f"{draft}/solving").status_code == 303
    assert "Ben Okri works on it since" in cleo.get(draft).text
    assert cleo.post(f"{draft}/solving").status_code == 409
    assert cleo.post(f"{draft}/solving/removal").status_code == 403
    assert ben.post(f"{draft}/solving/removal").status_code == 303
    assert cleo.post(f"{draft}/solving").status_code == 303
    assert ben.post(f"{url}/solving").status_code == 422
    shown = ben.get("/wiki/open").text
    assert "Work in progress" in shown  # in the tree, by a sign and in words
