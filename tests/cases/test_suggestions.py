"""What is done with a suggestion in a case besides inserting it: quoted in part, linked inside, pinned."""

import pytest
from sqlalchemy import select

from hub.cases.actions import replies
from hub.cases.actions.pinning import MOST, pin
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.permissions import SYSTEM
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.qa import actions as qa
from hub.qa.models import Answer
from hub.reuse.models import Provenance, Relation
from hub.spaces.actions import let_in
from hub.spaces.models import SpaceRole
from hub.wiki.models import PageAudience, PageState
from tests import cast
from tests.cases.conftest import last_reply, the_case
from tests.factories import make_answer, make_question
from tests.wiki.pages import make_page, url_of

FRAGMENT = {"HX-Request": "true"}
FIRST, SECOND, THIRD = "You can borrow a stroller.", "It waits in arrivals.", "It costs nothing."


@pytest.fixture
def wording(answer_id) -> str:
    """Ben's vetted answer in three sentences; its ref."""
    answer = session().get_one(Answer, answer_id)
    qa.write_wording(cast.person("ben"), answer, f"{FIRST} {SECOND} {THIRD}")
    qa.vet_answer(cast.person("gwen"), answer)
    return answer.ref


def suggested(someone, case_id: int) -> str:
    return someone.get(f"/cases/{case_id}/inside", headers=FRAGMENT).text


def test_a_passage_goes_into_the_reply_with_its_provenance(finn, case_id, wording, work):
    pane = suggested(finn, case_id)
    assert SECOND in pane
    assert f'value="{wording}/2"' in pane
    for passage in (2, 3, 2):
        assert finn.post(f"/cases/{case_id}/sources", ref=wording, passage=passage).status_code == 303
    page = finn.get(f"/cases/{case_id}").text
    assert f"{SECOND}\n\n{THIRD}</textarea>" in page
    assert FIRST not in page.partition("<textarea")[2].partition("</textarea>")[0]
    finn.post(f"/cases/{case_id}/replies", body=f"{SECOND} {THIRD}", composed="1", source=wording)
    row = session().scalars(select(Provenance)).one()
    assert (row.reply, row.kept, row.relation) == (last_reply(case_id).ref, 100, Relation.USED)
    assert FIRST not in row.text


def test_the_browser_names_the_passages_it_inserted(finn, case_id, wording):
    form = {"body": f"Hello. {SECOND}", "composed": "1", "source": [f"{wording}/2", f"{wording}/3"]}
    assert finn.post(f"/cases/{case_id}/replies", **form).status_code == 303
    row = session().scalars(select(Provenance)).one()
    assert (row.text, row.kept) == (f"{SECOND}\n\n{THIRD}", 57)


def test_a_passage_that_is_gone_loses_no_reply(finn, case_id, wording):
    refused = finn.post(f"/cases/{case_id}/sources", ref=wording, passage=9)
    assert refused.status_code == 422
    assert "no longer there" in refused.text
    sent = finn.post(f"/cases/{case_id}/replies", body=SECOND, composed="1", source=f"{wording}/9x")
    assert sent.status_code == 303
    assert session().scalars(select(Provenance.source)).one() == wording


def test_a_pinned_answer_stays_on_top_for_everybody_on_the_case(finn, sign_in, case_id, wording, drain):
    other = make_answer(
        make_question(title="Is it about ice cream?"), body="No.", customer_text="No ice cream."
    )
    ref = other.ref
    drain()
    assert "ice cream" not in suggested(finn, case_id)
    assert finn.post(f"/cases/{case_id}/pins", ref=ref).status_code == 303
    for someone in (finn, sign_in("hugo")):
        pane = suggested(someone, case_id)
        assert "Pinned" in pane
        assert 0 < pane.index("No ice cream") < pane.index("You can borrow")
    finn.post(f"/cases/{case_id}/pins/removal", ref=ref)
    assert "No ice cream" not in suggested(finn, case_id)


def test_a_pin_gives_no_access(finn, sign_in, case_id, drain):
    let_in(SYSTEM, cast.space("private"), cast.person("finn"), SpaceRole.MEMBER)
    hidden = make_answer(
        make_question(space="private", title="Secret kiln"), body="No.", customer_text="Never."
    )
    ref = hidden.ref
    assert finn.post(f"/cases/{case_id}/pins", ref=ref).status_code == 303
    assert "Secret kiln" in suggested(finn, case_id)
    assert "Secret kiln" not in suggested(sign_in("hugo"), case_id)
    assert sign_in("hugo").post(f"/cases/{case_id}/pins", ref=ref).status_code == 404


def test_what_cannot_be_pinned(finn, case_id, ctx):
    question = make_question()
    assert finn.post(f"/cases/{case_id}/pins", ref=question.ref).status_code == 422
    assert finn.post(f"/cases/{case_id}/pins", ref="x").status_code == 422
    me = cast.person("finn")
    for number in range(MOST):
        pin(me, the_case(case_id), make_answer(make_question(title=f"Question {number}")).ref)
    with pytest.raises(Invalid):
        pin(me, the_case(case_id), make_answer(make_question(title="One more")).ref)
    assert len(targets_of(f"case:{case_id}", [LinkKind.PINNED])) == MOST


def test_a_suggestion_says_when_it_was_used_last_and_what_came_of_it(
    finn, case_id, wording, work, drain, writes
):
    replies.insert_source(cast.person("finn"), the_case(case_id), wording)
    replies.send_reply(cast.person("finn"), the_case(case_id), f"{FIRST} {SECOND} {THIRD}")
    work()
    drain()
    with transaction() as db:
        answer = db.scalars(select(Answer).where(Answer.sent_count == 1)).one()
        answer.rated_count, answer.rating_sum = 2, 9
    later = writes(
        "Do you lend a stroller in arrivals?", thread="t-2", address="bo@example.net", name="Bo Li"
    )
    finn.post(f"/cases/{later}/pins", ref=wording)
    pane = " ".join(suggested(finn, later).split())
    assert "used once · last today" in pane
    assert "4.5 of 5 from 2 customers" in pane


def test_in_a_case_a_suggestion_is_flagged_and_mended_without_leaving_it(finn, case_id, drain):
    made = make_page(
        "My stroller is broken", "Broken.\n\n:::customer\nYou can borrow a stroller.\n:::", by="gwen",
        state=PageState.VALIDATED, audience=PageAudience.CUSTOMER,
    )  # fmt: skip
    drain()
    at = f"/cases/{case_id}"
    pane = finn.get(f"{at}/inside", headers=FRAGMENT).text
    assert f"/flags/new?ref={made.ref}&amp;back=/cases/{case_id}" in pane
    assert f"{url_of(made)}/mend?back=/cases/{case_id}" in pane
    assert finn.post("/flags", ref=made.ref, reason="wrong", back=at).headers["Location"] == at
    assert "1 flag" in finn.get(f"{at}/inside", headers=FRAGMENT).text
    body = ":::customer\nYou can borrow two.\n:::"
    again = f"/suggest?for=case:{case_id}"
    sent = finn.post(f"{url_of(made)}/mend", headers=FRAGMENT, body=body, base=1, back=at, again=again)
    assert f'hx-get="{again}"' in sent.text
    away = finn.post(f"{url_of(made)}/mend", headers=FRAGMENT, body=body + "x", base=2, again="//evil.test/x")
    assert "evil" not in away.text
