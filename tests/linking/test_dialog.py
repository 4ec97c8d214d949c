"""The link dialog: kinds, reasons, undo, where to choose from; nobody learns what they may not read."""

import re

from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.links.counting import counts_of
from hub.links.models import Link, LinkKind
from hub.spaces.actions import let_in
from hub.spaces.models import SpaceRole
from tests import cast
from tests.cases.conftest import the_case
from tests.factories import make_post, make_question
from tests.wiki.pages import facts_about, make_page, url_of


def link_of(source: str, target: str, kind: str) -> Link | None:
    statement = select(Link).where(Link.source == source, Link.target == target, Link.kind == kind)
    return session().scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def offered(page) -> set[str]:
    return set(re.findall(r'name="target" value="([^"]+)"', page.text))


def test_a_link_has_a_kind_that_counts_and_goes_only_with_a_reason(finn, case_id, ada):
    page, here = make_page("Strollers", "They are lent."), f"/links/case:{case_id}"
    assert finn.post(here, target=page.ref, how="nonsense").status_code == 422
    other = finn.post(here, target=page.ref, how="joined")
    assert other.status_code == 422
    assert (
        "Rejected: it looked right and did not fit"
        in other.text[other.text.index("can be linked as") :][:600]
    )
    for how in ("used", "linked", "quoted", "improved", "created"):
        assert finn.post(here, target=page.ref, how=how).status_code == 303
    refused = finn.post(here, target=page.ref, how="rejected")
    assert refused.status_code == 422
    assert "Say why it did not fit" in refused.text
    finn.post(here, target=page.ref, how="rejected", reason="Marta Kowalczyk has no ticket.")
    counts = counts_of(page.ref)
    assert (counts.used, counts.quoted, counts.linked) == (1, 1, 1)
    assert (counts.improved, counts.created, counts.rejected) == (1, 1, 1)
    insight = ada.get(url_of(page, "/insight")).text
    assert "has no ticket." in insight  # whoever keeps the page learns why, and nothing of the customer
    assert "Kowalczyk" not in insight
    used = link_of(f"case:{case_id}", page.ref, "used")
    unreasoned = finn.post(f"{here}/{used.id}/removal", because=" ")
    assert unreasoned.status_code == 422
    assert "Say why the link is wrong" in unreasoned.text
    gone = finn.post(f"{here}/{used.id}/removal", because="It was another page.")
    assert gone.status_code == 303
    assert counts_of(page.ref).used == 0
    assert link_of(f"case:{case_id}", page.ref, "used").removed_because == "It was another page."
    finn.post(f"{here}/{used.id}/undoing")
    assert counts_of(page.ref).used == 1
    finn.post(f"{here}/{used.id}/undoing")
    assert counts_of(page.ref).used == 0
    assert facts_about(the_case(case_id)).count("linking.things_unlinked") == 2


def test_what_was_rejected_is_not_suggested_there_again(finn, case_id, answer_id):
    suggested = f"/suggest?for=case:{case_id}"
    assert f"answer:{answer_id}" in finn.get(suggested).text
    finn.post(f"/links/case:{case_id}", target=f"answer:{answer_id}", how="rejected", reason="Oslo, not Rome")
    assert f"answer:{answer_id}" not in finn.get(suggested).text


def test_it_is_chosen_from_what_was_seen_the_same_customer_a_search_an_address_or_a_number(
    finn, ada, case_id, writes, drain
):
    here, page = f"/links/case:{case_id}", make_page("Kilns and strollers", "Of clay.")
    question, hidden = (
        make_question(title="Who lends kilns?"),
        make_page("Hidden kilns", "x", space="private"),
    )
    drain()
    finn.get(url_of(page)).close()  # that it was seen is written when the answer has left
    assert page.ref in offered(finn.get(f"{here}?tab=recent"))
    other = writes("Another matter", thread="two", external_id="m-9")
    assert other != case_id
    assert f"case:{other}" in offered(finn.get(f"{here}?tab=customer"))
    found = offered(finn.get(f"{here}?q=kilns"))
    assert {page.ref, question.ref} <= found
    assert hidden.ref not in found
    assert offered(finn.get(f"{here}?q=http://localhost{url_of(page)}")) == {page.ref}
    assert question.ref in offered(finn.get(f"{here}?q=%23{question.id}"))
    nowhere, unread = finn.get(f"{here}?q=/wiki/open/nothing"), finn.get(f"{here}?q={url_of(hidden)}")
    said = "Nothing that you can open and link is at this address."
    assert said in nowhere.text
    assert said in unread.text
    assert "Hidden kilns" not in unread.text
    assert finn.post(here, target=hidden.ref).status_code == 404
    refused = finn.post(here, target="", how="quoted", reason="Because", tab="find", q="kilns")
    assert refused.status_code == 422
    assert 'value="Because"' in refused.text
    assert offered(refused) == found


def test_a_case_joins_a_discussion_that_is_there_from_either_end(finn, gwen, case_id):
    question, post = make_question(title="Who lends strollers?"), make_post(body="Strollers are lent.")
    finn.post(f"/links/{question.ref}", target=f"case:{case_id}", how="joined")
    assert link_of(f"case:{case_id}", question.ref, LinkKind.JOINED) is not None
    assert the_case(case_id).asked_at is not None
    finn.post(f"/links/{post.ref}", target=f"case:{case_id}", how="linked")
    assert link_of(f"case:{case_id}", post.ref, LinkKind.LINKED) is not None
    for stranger_page in (f"/links/{question.ref}", f"/links/{post.ref}"):
        shown = gwen.get(stranger_page).text
        assert "Marta" not in shown
        assert f"/cases/{case_id}" not in shown
    assert gwen.get(f"/links/case:{case_id}").status_code == 404
    assert gwen.post(f"/links/{question.ref}", target=f"case:{case_id}").status_code == 404
    row = link_of(f"case:{case_id}", post.ref, LinkKind.LINKED)
    assert gwen.post(f"/links/{post.ref}/{row.id}/removal", because="I want so").status_code == 404


def test_coaches_draw_the_same_sample_and_what_they_find_is_summed(finn, gwen, hugo, case_id):
    page, other = make_page("Strollers", "They are lent."), make_page("Trunks", "They are heavy.")
    for target in (page, other):
        finn.post(f"/links/case:{case_id}", target=target.ref, how="used")
    assert finn.get("/curate/links").status_code == 403
    assert "Strollers" in hugo.get("/curate/links").text, "who supervises the desk reads its cases"
    assert "Strollers" not in gwen.get("/curate/links").text  # she reads no cases
    first, second = (link_of(f"case:{case_id}", each.ref, "used").id for each in (page, other))
    assert gwen.post("/curate/links", link=first, article="yes", case="yes").status_code == 404
    with transaction():
        let_in(SYSTEM, cast.space("desk"), cast.person("gwen"), SpaceRole.MEMBER)
    drawn = [re.findall(r'name="link" value="(\d+)"', gwen.get("/curate/links").text) for _time in range(2)]
    assert drawn[0] == drawn[1]
    assert set(drawn[0]) == {str(first), str(second)}
    half = gwen.post("/curate/links", link=first, article="yes", comment="The wrong bag")
    assert half.status_code == 422
    assert 'value="The wrong bag"' in half.text
    gwen.post("/curate/links", link=first, article="yes", case="no", comment="The wrong bag")
    gwen.post("/curate/links", link=drawn[0][0], article="yes", case="yes")
    gwen.post("/curate/links", link=drawn[0][1], article="yes", case="no")
    shown = gwen.get("/curate/links").text
    assert "50 %" in shown
    assert "of 2 looks" in shown
