"""Verification: who, when again, in one press and back; and why a page is due: by use and results first."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.flags.actions import raise_flag
from hub.flags.reasons import FlagReason
from hub.inbox.models import Notice
from hub.reuse.check_models import BadResult, Check
from hub.reuse.models import Provenance
from hub.spaces.actions import create_space, let_in
from hub.spaces.models import SpaceRole
from hub.wiki.due import Why, due_pages, why_due
from hub.wiki.models import Page, PageAudience, PageKind, PageState
from hub.wiki.search import page_customer_text
from tests import cast
from tests.wiki.pages import make_page, page_called, url_of

READY = ":::customer\nIt comes tomorrow.\n:::"


def used(page: Page, times: int = 1) -> None:
    """Replies that the page went into, just now."""
    with transaction() as db:
        for number in range(times):
            db.add(Provenance(
                case_ref=f"case:{number}", reply=f"message:{page.id}{number:04}",
                person_id=cast.person("finn").id,
                source=page.ref, source_revision=1, source_title=page.title, authors=[], trust="vetted",
                audience="customer", text="x", inserted_at=clock.now(), sent_at=clock.now(),
            ))  # fmt: skip


def failed(page: Page) -> None:
    """A customer whom it did not help."""
    with transaction() as db:
        check = Check(source=page.ref, revision=1, opened_at=clock.now())
        db.add(check)
        db.flush()
        db.add(BadResult(check_id=check.id, case_ref="case:1", customer="1", rating=1, at=clock.now()))


def validated(title: str, **more) -> Page:
    return make_page(title, READY, by="gwen", state=PageState.VALIDATED, **more)


def why(handle: str, **more) -> dict[str, tuple[Why, ...]]:
    session.remove()
    found = due_pages(cast.person(handle), spaces=[cast.space("open").id], **more)
    return {each.page.title: each.whys for each in found}


def test_use_and_results_come_before_the_calendar(ctx, at, count_queries, gwen):
    at(timedelta(days=-200))
    quiet, flagged, bad, busy = (validated(name) for name in ("Quiet", "Flagged", "Bad", "Busy"))
    policy = validated("Rules of the house", kind=PageKind.POLICY)
    own = validated("By a date of its own", review_days=180)
    draft, new = make_page("Used draft", "x"), make_page("New", "x")
    meant = make_page("Meant", "x", by="gwen", audience=PageAudience.CUSTOMER)
    at(timedelta(days=200))
    raise_flag(cast.person("cleo"), flagged, FlagReason.WRONG, "No")
    failed(bad)
    used(busy, 25)
    used(draft)
    used(quiet, 3)
    assert why("gwen") == {
        "Rules of the house": (Why.CALENDAR,), "By a date of its own": (Why.CALENDAR,),
        "Flagged": (Why.FLAGGED,), "Bad": (Why.FAILED,), "Busy": (Why.USED,),
        "Used draft": (Why.USED,), "Meant": (Why.NEW,),
    }  # fmt: skip
    assert list(why("gwen")) == [
        "Rules of the house", "By a date of its own", "Flagged", "Bad", "Busy", "Used draft", "Meant",
    ]  # fmt: skip
    assert next(iter(why("gwen", sort="uses"))) == "Busy"
    assert next(iter(why("gwen", sort="why"))) == "Flagged"
    assert next(iter(why("gwen", sort="verifier"))) in {"Used draft", "Meant"}
    assert list(why("gwen", why=Why.USED)) == ["Busy", "Used draft"]
    with count_queries() as seen:
        due_pages(cast.person("gwen"), spaces=[cast.space("open").id], size=50)
    assert sum("FROM page" in each for each in seen) == 1
    # One press from the list, and what was counted begins anew.
    page = page_called("Busy")
    gwen.post(url_of(page, "/verification"), revision=1, back="/wiki/attention")
    assert "Busy" not in why("gwen")
    assert {each.id for each in (policy, own, new, meant, draft)}


def test_what_one_keeps_is_listed_with_its_reasons(ctx, gwen, count_queries):
    made = validated("Late bags")
    failed(made)
    used(made, 2)
    with count_queries() as seen:
        shown = gwen.get("/wiki/attention").text
    assert len(seen) <= 12
    assert "Did not help a customer" in shown
    assert "used 2 times since" in shown
    assert "1 customer not helped" in gwen.get(url_of(made)).text
    assert why_due(page_called("Late bags")).verifier.handle == "gwen"


class TestVerifying:
    """One press, and back."""

    def test_it_is_taken_back(self, ctx, gwen, hugo, drain):
        url = url_of(make_page("Late bags", "x"))
        answer = gwen.post(f"{url}/verification", revision=1, back="/wiki/attention")
        assert answer.headers["Location"] == "/wiki/attention"
        assert f"{url}/verification/removal" in gwen.get("/wiki/attention").text
        assert hugo.post(f"{url}/verification/removal").status_code == 403
        assert gwen.post(f"{url}/verification/removal").status_code == 303
        page = page_called("Late bags")
        assert (page.state, page.verified_by_id, page.review_due_at) == (PageState.UNVALIDATED, None, None)
        assert gwen.post(f"{url}/verification/removal").status_code == 409

    def test_saving_and_verifying_is_one_press(self, ctx, gwen, ben):
        url = url_of(make_page("Late bags", "x"))
        assert "Save and verify" in gwen.get(f"{url}/edit").text
        assert "Save and verify" not in ben.get(f"{url}/edit").text
        sent = {"title": "Late bags", "body": "y", "base": 1, "do": "verify"}
        assert ben.post(f"{url}/edit", **sent).status_code == 403
        assert gwen.post(f"{url}/edit", **sent).status_code == 303
        page = page_called("Late bags")
        assert (page.state, page.verified_revision) == (PageState.VALIDATED, 2)

    def test_a_group_verifies(self, ctx, gwen, ben, cleo, drain):
        crew = create_space(SYSTEM, "Ground crew", slug="crew", owner=cast.person("ada"))
        let_in(SYSTEM, crew, cast.person("ben"), SpaceRole.MEMBER)
        url = url_of(validated("Late bags"))
        form = {"kind": "howto", "audience": "customer", "owner": "gwen", "verifier": "@crew"}
        assert gwen.post(f"{url}/settings", **form).status_code == 303
        assert 'value="@crew"' in gwen.get(f"{url}/settings").text
        page = page_called("Late bags")
        assert (page.state, page.verifier_space.slug) == (PageState.UNVALIDATED, "crew")
        drain()
        told = session().scalars(select(Notice.person_id).where(Notice.thread == page.ref)).all()
        assert cast.person("ben").id in told
        assert cleo.post(f"{url}/verification", revision=1).status_code == 403
        assert ben.post(f"{url}/verification", revision=1).status_code == 303
        # A day instead of an interval; yesterday is none.
        assert gwen.post(f"{url}/settings", **form, review_on="2001-01-01").status_code == 422
        day = (clock.now() + timedelta(days=40)).date()
        gwen.post(f"{url}/settings", **form, review_on=day.isoformat())
        page = page_called("Late bags")
        assert (page.state, page.review_due_at.date()) == (PageState.VALIDATED, day)


RULES = {
    "internal": "wip", "partner": "unvalidated", "customer": "unvalidated", "public": "validated",
    "review_days": "30", "kinds": ["howto"], "uses": "5",
}  # fmt: skip


class TestRules:
    """What holds for all pages is the knowledge managers' choice."""

    def test_it_works(self, ctx, gwen, drain):
        draft = make_page("Draft", READY, by="gwen", audience=PageAudience.CUSTOMER)
        made = validated("Late bags")
        rules = validated("Rules", kind=PageKind.POLICY)
        assert page_customer_text(draft) is None
        assert (made.review_due_at, (rules.review_due_at - rules.verified_at).days) == (None, 90)
        drain()
        assert gwen.post("/wiki/rules", **RULES).status_code == 303
        made, rules = page_called("Late bags"), page_called("Rules")
        assert ((made.review_due_at - made.verified_at).days, rules.review_due_at) == (30, None)
        assert "Every month" in gwen.get("/wiki/rules").text
        entry = session().scalars(select(AuditEntry).where(AuditEntry.action == "wiki.policy")).one()
        assert entry.before["needed"]["customer"] == ["validated"]
        drain()
        # It may be inserted now, but nobody vetted it: whoever sends it has to agree.
        assert page_customer_text(page_called("Draft")).trust == "unvetted"
        assert page_customer_text(page_called("Late bags")) is None  # inside only

    def test_it_needs_the_right(self, ben, dora):
        for who in (ben, dora):
            assert who.get("/wiki/rules").status_code == 403
            assert who.post("/wiki/rules", **RULES).status_code == 403

    @pytest.mark.parametrize("sent", [{"uses": "0"}, {"review_days": "5"}, {"customer": "archived"}])
    def test_it_refuses_bad_input(self, gwen, sent):
        answer = gwen.post("/wiki/rules", **{**RULES, **sent})
        assert answer.status_code == 422
        assert "This holds" in answer.text
