"""The ladder of licences: who may make a page count, who tells customers, who promotes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.inbox.models import Notice
from hub.people.tokens import make_token
from hub.wiki.actions.licensing import give_licence, take_sample
from hub.wiki.actions.policy import set_policy
from hub.wiki.licence_models import Licence
from hub.wiki.licences import CHECKS, forget_licences
from hub.wiki.models import PageAudience, PageKind, PageRevision, PageState
from hub.wiki.policy import policy_in_force
from tests import cast
from tests.wiki.pages import make_page, page_called, url_of

SAVE = {"title": "Late bags", "body": "They come later, by train.", "base": 1}
SETTLED = {"kind": "howto", "owner": "ada"}


@pytest.fixture
def ladder(ctx):
    """On; with `give`, to put somebody on a step."""
    usual = policy_in_force()
    set_policy(
        cast.person("gwen"), least=dict.fromkeys(PageAudience, PageState.VALIDATED),
        review_days=usual.review_days, calendar_kinds=[PageKind.POLICY], uses=usual.uses, ladder=True,
    )  # fmt: skip

    def give(handle: str, licence: Licence) -> None:
        give_licence(cast.person("gwen"), cast.person(handle), licence, "Good work.")
        forget_licences()

    return give


def state_of(title: str = "Late bags") -> PageState:
    return page_called(title).state


def test_candidates_write_work_in_progress_only(ladder, ben, cleo, gwen, sign_in):
    page = make_page(by="gwen")
    made = ben.post("/wiki/new", space="open", title="Lost hats", body="In the office.")
    assert made.status_code == 303
    assert state_of("Lost hats") == PageState.WIP
    mine = page_called("Lost hats")
    for address in ("/wiki/new?space=open", "/wiki/new"):  # also before a community is chosen
        assert "With your licence it starts as work in progress" in ben.get(address).text
    # neither by saving, nor by a date, nor by way of the archive does it become more
    ben.post(url_of(mine, "/edit"), title="Lost hats", body="In the office, upstairs.", base=1)
    assert ben.post(url_of(mine, "/arrangements/dates"), publish_at="2099-01-01T10:00").status_code == 403
    ben.post(url_of(mine, "/archive"), on="1")
    ben.post(url_of(mine, "/archive"), on="0")
    assert state_of("Lost hats") == PageState.WIP
    assert ben.post(url_of(mine, "/verification"), revision=2).status_code == 403
    # what others rely on is changed by a suggestion
    refused = ben.post(url_of(page, "/edit"), **SAVE)
    assert refused.status_code == 403
    assert "Suggest your change" in refused.text
    assert ben.get(url_of(page, "/suggest")).status_code == 200


def test_programs_stand_on_the_same_step(ladder, ben):
    with transaction():
        made = make_token(cast.person("ben"), "tests", ("read", "write"), clock.now() + timedelta(days=1))
    key = made.text
    space_id = cast.space("open").id
    body = {"space_id": space_id, "title": "By program", "body": "Words."}
    assert ben.api("POST", "/api/v1/pages", key, json=body).get_json()["state"] == "wip"
    told = ben.api("POST", "/api/v1/pages", key, json={**body, "title": "Told", "audience": "customer"})
    assert told.status_code == 403
    made = page_called("By program")
    checked = ben.api("POST", f"/api/v1/pages/{made.id}/verification", key, json={"revision": 1})
    assert checked.status_code == 403


def test_contributors_verify_what_stays_inside_publishers_what_leaves(ladder, ben, ada):
    inside = make_page("Inside", by="gwen")
    outside = make_page("Outside", by="gwen", audience=PageAudience.CUSTOMER)
    ladder("ben", Licence.CONTRIBUTOR)
    assert ben.post(url_of(inside, "/verification"), revision=1).status_code == 303
    assert ben.post(url_of(outside, "/verification"), revision=1).status_code == 403
    assert (state_of("Inside"), state_of("Outside")) == (PageState.VALIDATED, PageState.UNVALIDATED)
    # Ada curates the place, which is no licence to tell customers
    tell = {**SETTLED, "audience": "customer"}
    assert ada.post(url_of(inside, "/settings"), **tell).status_code == 422
    assert page_called("Inside").audience == PageAudience.INTERNAL
    ladder("ben", Licence.PUBLISHER)
    assert ben.post(url_of(inside, "/settings"), **tell).status_code == 303
    assert ben.post(url_of(outside, "/verification"), revision=1).status_code == 303
    assert state_of("Outside") == PageState.VALIDATED


def test_a_licence_is_given_by_a_person_and_kept(ladder, ben, cleo, gwen, drain):
    ladder("ben", Licence.COACH)
    assert ben.post("/wiki/licences/ben", licence="candidate", because="x").status_code == 403
    assert cleo.post("/wiki/licences/cleo", licence="coach", because="x").status_code == 403
    assert cleo.get("/wiki/licences/ada").status_code == 404
    empty = ben.post("/wiki/licences/cleo", licence="contributor", because="")
    assert empty.status_code == 422
    given = ben.post("/wiki/licences/cleo", licence="contributor", because="Her pages hold.")
    assert given.status_code == 303
    row = session().scalars(
        select(AuditEntry).where(AuditEntry.action == "wiki.licence").order_by(AuditEntry.id.desc())
    ).first()  # fmt: skip
    assert (row.before["licence"], row.after["licence"]) == ("candidate", "contributor")
    drain()
    said = session().scalars(select(Notice).where(Notice.person_id == cast.person("cleo").id)).all()
    assert any(notice.kind == "wiki.licence_given" for notice in said)
    assert "Her pages hold." in cleo.get("/wiki/licences/cleo").text


def test_samples_make_a_proposal_that_a_coach_decides(ladder, gwen, cleo):
    for number in range(5):
        make_page(f"Bags {number}", by="cleo")
    secret = make_page("Room only", by="ben", space="private")
    written = session().scalars(
        select(PageRevision).where(PageRevision.author_id == cast.person("cleo").id)
    ).all()  # fmt: skip
    first = written[0]
    assert f"/samples/{first.id}" in gwen.get("/wiki/licences/cleo").text
    for revision in written[:4]:
        take_sample(cast.person("gwen"), cast.person("cleo"), revision.id, list(CHECKS))
    assert "Proposed:" not in gwen.get("/wiki/licences/cleo").text
    last = {"revision": written[4].id, "held": list(CHECKS), "words": "Clear."}
    assert gwen.post("/wiki/licences/cleo/samples", **last).status_code == 303
    assert gwen.post("/wiki/licences/cleo/samples", **last).status_code in (303, 422)
    page = gwen.get("/wiki/licences/cleo").text
    assert "Proposed: Contributor." in page
    assert "100 %" in page
    assert "Clear." in cleo.get("/wiki/licences/cleo").text
    assert state_of("Bags 0") == PageState.WIP, "a figure promotes nobody"
    # what a coach may not read they do not sample
    hidden = session().scalars(select(PageRevision).where(PageRevision.page_id == secret.id)).one()
    assert gwen.get(f"/wiki/licences/ben/samples/{hidden.id}").status_code == 404
    assert "Room only" not in gwen.get("/wiki/licences/ben").text


def test_off_the_rules_stay_as_they_are(ctx, ben, gwen):
    page = make_page(by="gwen")
    assert ben.post(url_of(page, "/edit"), **SAVE).status_code == 303
    assert state_of() == PageState.UNVALIDATED
    with transaction():
        give_licence(cast.person("gwen"), cast.person("ben"), Licence.COACH, "Ahead of time.")
    assert ben.post(url_of(page, "/verification"), revision=2).status_code == 403
    assert gwen.post(url_of(page, "/verification"), revision=2).status_code == 303
    switched = gwen.post(
        "/wiki/rules", internal="wip", partner="unvalidated", customer="validated", public="validated",
        review_days=90, uses=25, ladder="1",
    )  # fmt: skip
    assert switched.status_code == 303
    assert ben.post(url_of(page, "/edit"), **{**SAVE, "base": 2, "body": "Again."}).status_code == 303
    assert "checked" in gwen.get("/wiki/rules").text.partition('name="ladder"')[2][:40]
