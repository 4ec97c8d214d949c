"""Keeping pages right: verifying, settling, archiving, removing, and what readers say."""

from datetime import timedelta
from types import MappingProxyType

import pytest

from hub.core.db import session
from hub.core.events import Event
from hub.wiki import notify
from hub.wiki.models import Page, PageAudience, PageState
from tests import cast
from tests.wiki.pages import facts_about, make_page, page_called, url_of


@pytest.fixture
def url(ctx):
    return url_of(make_page("Late bags", "x"))


@pytest.fixture
def hidden(ctx):
    return url_of(make_page("Hidden", "x", space="private"))


class TestVerifying:
    """One press, by those who may."""

    def test_it_works(self, gwen, url):
        assert gwen.post(f"{url}/verification", revision=1).status_code == 303
        page = page_called("Late bags")
        assert (page.state, page.verified_revision) == (PageState.VALIDATED, 1)
        assert "Verified by Gwen Curator" in gwen.get(url).text

    def test_a_stranger_gets_404(self, cleo, hidden):
        assert cleo.post(f"{hidden}/verification", revision=1).status_code == 404

    def test_it_needs_the_right(self, ben, url):
        assert ben.post(f"{url}/verification", revision=1).status_code == 403
        assert not page_called("Late bags").is_validated

    def test_it_refuses_bad_input(self, gwen, url):
        assert gwen.post(f"{url}/verification").status_code == 422
        assert gwen.post(f"{url}/verification", revision=2).status_code == 409

    def test_it_records_the_fact(self, gwen, url):
        gwen.post(f"{url}/verification", revision=1)
        assert facts_about(page_called("Late bags"))[-1] == "wiki.page_verified"

    def test_the_named_verifier_may(self, ctx, ben):
        made = make_page("Named", "x", by="gwen", verifier=cast.person("ben"))
        assert ben.post(url_of(made, "/verification"), revision=1).status_code == 303

    def test_a_review_that_is_due_says_so(self, ctx, ben, at):
        at(timedelta(days=-39))
        made = make_page("Old", "x", by="gwen", state=PageState.VALIDATED, review_days=30)
        at(timedelta(days=39))
        shown = ben.get(url_of(made)).text
        assert "Review was due 9 days ago" in shown
        assert "Ask Gwen" in shown


class TestSettling:
    """Who a page is for and who looks after it."""

    FORM = MappingProxyType(
        {"kind": "policy", "audience": "customer", "owner": "ben", "verifier": "gwen", "review_days": "90"}
    )

    def test_it_works(self, gwen, url):
        assert gwen.get(f"{url}/settings").status_code == 200
        assert gwen.post(f"{url}/settings", **self.FORM).status_code == 303
        page = page_called("Late bags")
        assert (page.audience, page.owner.handle, page.review_days) == (PageAudience.CUSTOMER, "ben", 90)

    def test_a_stranger_gets_404(self, cleo, hidden):
        assert cleo.post(f"{hidden}/settings", **self.FORM).status_code == 404

    def test_it_needs_the_right(self, ben, url):
        assert ben.get(f"{url}/settings").status_code == 403
        assert ben.post(f"{url}/settings", **self.FORM).status_code == 403

    @pytest.mark.parametrize(
        "sent", [{"owner": "nobody"}, {"owner": "eli"}, {"review_days": "5"}, {"audience": "moon"}]
    )
    def test_it_refuses_bad_input(self, gwen, url, sent):
        answer = gwen.post(f"{url}/settings", **{**self.FORM, **sent})
        assert answer.status_code == 422
        assert page_called("Late bags").audience == PageAudience.INTERNAL

    def test_it_records_the_fact(self, gwen, url):
        gwen.post(f"{url}/settings", **self.FORM)
        assert facts_about(page_called("Late bags"))[-1] == "wiki.page_settled"

    def test_another_verifier_starts_afresh(self, gwen, url):
        gwen.post(f"{url}/verification", revision=1)
        gwen.post(f"{url}/settings", **self.FORM)
        page = page_called("Late bags")
        assert (page.state, page.verified_at) == (PageState.UNVALIDATED, None)
        assert facts_about(page)[-1] == "wiki.page_unverified"

    def test_somebody_outside_cannot_look_after_it(self, gwen, ctx, ada):
        made = make_page("Private", "x", space="private")
        answer = ada.post(url_of(made, "/settings"), **{**self.FORM, "owner": "cleo", "verifier": ""})
        assert answer.status_code == 422
        assert "may not write here" in answer.text


class TestTakingAway:
    """Archiving and removing; both can be undone."""

    def test_it_works(self, ada, ben, url):
        assert ada.post(f"{url}/archive", on=1).status_code == 303
        assert "It may no longer be true" in ben.get(url).text
        assert ben.post(f"{url}/edit", title="Late bags", body="y", base=1).status_code == 403
        ada.post(f"{url}/archive", on=0)
        assert page_called("Late bags").state == PageState.UNVALIDATED

    def test_removing_takes_everything_under_it_and_brings_it_back(self, ctx, ada, ben):
        top = make_page("Top", "x")
        below, gone = make_page("Below", "x", parent=top), make_page("Gone", "x", parent=top)
        ada.post(url_of(gone, "/removal"))
        removed = ada.post("/wiki/open/top/removal")
        assert removed.headers["Location"] == "/wiki/open"
        assert f"/wiki/removed/{top.id}/restoration" in ada.get("/wiki/open").text
        assert ben.get("/wiki/open/top/below").status_code == 404
        assert ada.post(f"/wiki/removed/{below.id}/restoration").status_code == 422
        assert ben.post(f"/wiki/removed/{top.id}/restoration").status_code == 403
        assert ada.post(f"/wiki/removed/{top.id}/restoration").status_code == 303
        assert ben.get("/wiki/open/top/below").status_code == 200
        assert ben.get("/wiki/open/top/gone").status_code == 404

    def test_a_stranger_gets_404(self, cleo, hidden):
        assert cleo.post(f"{hidden}/archive", on=1).status_code == 404
        assert cleo.post(f"{hidden}/removal").status_code == 404
        id = page_called("Hidden").id
        assert cleo.post(f"/wiki/removed/{id}/restoration").status_code == 404
        assert cleo.post("/wiki/removed/99999/restoration").status_code == 404

    def test_it_needs_the_right(self, ben, url):
        assert ben.post(f"{url}/archive", on=1).status_code == 403
        assert ben.post(f"{url}/removal").status_code == 403

    def test_it_records_the_fact(self, ada, url):
        page = page_called("Late bags")
        ada.post(f"{url}/archive", on=1)
        ada.post(f"{url}/removal")
        ada.post(f"/wiki/removed/{page.id}/restoration")
        kinds = ["wiki.page_archived", "wiki.page_removed", "wiki.page_restored"]
        assert facts_about(page)[-3:] == kinds


class TestJudging:
    """Was this right?"""

    def test_it_works(self, ben, gwen, url):
        assert ben.post(f"{url}/opinion", right=1).status_code == 303
        assert ben.post(f"{url}/opinion", right=0, words="The number is <old>").status_code == 303
        assert "The number is &lt;old&gt;" in gwen.get(f"{url}/edit").text
        ben.post(f"{url}/opinion", right=1)
        assert "The number is" not in gwen.get(f"{url}/edit").text

    def test_a_stranger_gets_404(self, cleo, hidden):
        assert cleo.post(f"{hidden}/opinion", right=1).status_code == 404
        assert cleo.post(f"{hidden}/review").status_code == 404

    def test_it_refuses_bad_input(self, ben, url):
        assert ben.get(f"{url}/doubt").status_code == 200
        assert ben.post(f"{url}/opinion", right=0, words=" ").status_code == 422
        assert ben.post(f"{url}/opinion", right=7).status_code == 422

    def test_it_records_the_fact(self, ben, url):
        ben.post(f"{url}/opinion", right=0, words="Old")
        ben.post(f"{url}/review", once="r1")
        ben.post(f"{url}/review", once="r1")
        kinds = ["wiki.page_doubted", "flags.flag_raised", "wiki.review_asked"]
        assert facts_about(page_called("Late bags"))[1:] == kinds


def test_the_owner_and_those_who_watch_hear_of_changes(ctx, ben, url):
    ben.post(f"{url}/edit", title="Late bags", body="y", base=1)
    event = session().query(Event).filter_by(kind="wiki.page_edited").one()
    heard = {each.person_id: each.action for each in notify.page_edited(event, event.fact)}
    assert heard == {cast.person("ada").id: "review", cast.person("ben").id: "read"}
    assert isinstance(page_called("Late bags"), Page)
