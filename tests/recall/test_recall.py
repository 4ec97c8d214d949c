"""A text that customers were given is taken back: everybody who has it is found and told once."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from hub.cases.actions import outcomes
from hub.cases.models import Message
from hub.channels.contract import Traits
from hub.core.db import session
from hub.inbox.models import Notice
from hub.qa.actions import accept_answer
from hub.qa.models import Answer
from hub.recall.models import CarriedBy, FollowUp
from hub.reuse.check_models import Check
from hub.reuse.recall_models import Recall
from hub.reuse.recalls import recalled_revisions
from hub.suggest.known import known_of
from hub.suggest.queries import for_case
from hub.wiki.actions.uniting import merge_pages
from hub.wiki.actions.writing import create_page
from hub.wiki.models import Page, PageAudience, PageState
from tests import cast
from tests.cases.conftest import WORDING, last_reply, the_case

RIGHT = "Hi {{first_name}}, the loan of a stroller costs 10 euros since May."
SECRET = "Do not say: the supplier went bankrupt over night, claims above 900 go to legal."


@pytest.fixture
def told(finn, case_id, answer_id, drain, work) -> Callable[..., None]:
    """Finn sends Ben's answer in a case, Marta's unless another is named; it leaves."""

    def send(where: int = case_id, body: str = "") -> None:
        first = the_case(where).customer.first_name
        sent = finn.post(
            f"/cases/{where}/replies", body=body or WORDING.replace("{{first_name}}", first),
            source=f"answer:{answer_id}", composed="1",
        )  # fmt: skip
        assert sent.status_code == 303, sent.text
        work()
        drain()

    return send


@pytest.fixture
def recalled(gwen, answer_id, drain) -> Callable[..., Recall]:
    """Gwen writes another wording, says what it means, and vets it."""

    def change(what: str = "wrong", wording: str = RIGHT, *, vet: bool = True) -> Recall:
        saved = gwen.post(
            f"/a/{answer_id}/wording", customer_text=wording, change=what, because="The price is new.",
            seen=revision(answer_id),
        )  # fmt: skip
        assert saved.status_code == 303, saved.text
        if vet:
            gwen.post(f"/a/{answer_id}/vetting")
        drain()
        return session().scalars(select(Recall).order_by(Recall.id.desc())).first()

    return change


def revision(answer_id: int) -> int:
    return session().get_one(Answer, answer_id, populate_existing=True).revision


def follow_ups(recall: Recall) -> list[FollowUp]:
    statement = select(FollowUp).where(FollowUp.recall_id == recall.id).order_by(FollowUp.id)
    return list(session().scalars(statement, execution_options={"populate_existing": True}))


def test_whoever_changes_what_customers_hold_says_what_it_means(gwen, told, answer_id, drain):
    edit = f"/a/{answer_id}/wording"
    assert "mean for them" not in gwen.get(edit).text
    told()
    shown = gwen.get(edit).text
    assert "It went to customers in 1 reply" in shown
    assert not re.search(r'name="change"[^>]*checked', shown), "nothing is chosen for them"
    refused = gwen.post(edit, customer_text=RIGHT, seen=revision(answer_id))
    assert refused.status_code == 422
    assert "Say what your change means" in refused.text
    assert "costs 10 euros" in refused.text, "the text is not lost"
    assert gwen.post(f"/a/{answer_id}/edit", body="x", change="rubbish", seen=1).status_code == 422
    assert gwen.post(edit, customer_text=RIGHT, change="small", seen=1).status_code == 303
    drain()
    assert session().scalar(select(func.count(Recall.id))) == 0
    asked = gwen.post(f"/q/{session().get_one(Answer, answer_id).question_id}/reopening")
    assert asked.status_code == 422
    assert session().get_one(Answer, answer_id).question.accepted_id == answer_id


def test_from_the_edit_to_the_customer(finn, gwen, told, recalled, case_id, answer_id, work, drain, recorder):
    told()
    recall = recalled()
    (follow_up,) = follow_ups(recall)
    assert (follow_up.state, follow_up.case_id, follow_up.owner_id) == (
        "waiting", case_id, cast.person("finn").id,
    )  # fmt: skip
    notices = session().scalars(select(Notice).where(Notice.kind == "recall.gathered")).all()
    assert [notice.person_id for notice in notices] == [cast.person("finn").id]
    assert "“The price is new.”" in finn.get("/notifications").text, "why, not what some customer said last"
    shown = finn.get(f"/cases/{case_id}").text
    assert "that was wrong" in shown
    assert "Tell Marta" in shown
    draft = f"/recalls/{recall.id}/follow-ups/{follow_up.id}/draft"
    assert finn.post(draft).headers["Location"] == f"/cases/{case_id}#reply"
    composed = finn.get(f"/cases/{case_id}").text
    assert "was not right, and we are sorry" in composed
    assert "costs 10 euros since May" in composed
    assert len(recorder.sent) == 1, "nothing leaves by itself"
    words = follow_ups(recall)[0].draft
    sent = finn.post(f"/cases/{case_id}/replies", body=words, source=f"answer:{answer_id}", composed="1")
    assert sent.status_code == 303, sent.text
    drain()
    assert follow_ups(recall)[0].state == "drafted"
    assert "on its way" in finn.get(f"/cases/{case_id}/recalls").text
    work()
    drain()
    (follow_up,) = follow_ups(recall)
    assert (follow_up.state, follow_up.reply) == ("sent", last_reply(case_id).ref)
    assert "Tell Marta" not in finn.get(f"/cases/{case_id}").text
    page = gwen.get(f"/recalls/{recall.id}").text
    assert "1 of 1 customers dealt with" in page
    assert finn.post(draft).status_code == 409, "told twice, never"
    assert gwen.post(f"/recalls/{recall.id}/closing").status_code == 303
    assert (
        "Closed" in gwen.get("/recalls?state=closed").text
        or recall.title in gwen.get("/recalls?state=closed").text
    )


def test_nobody_hears_twice(finn, writes, told, recalled, case_id, answer_id, work, drain):
    told()
    second = writes("And the second wheel?", thread="t-2", subject="Wheel")
    told(second)
    other = writes("Mine broke.", thread="t-3", address="jan@example.net", name="Jan Nowak")
    told(other, "Hi Jan, you can borrow a stroller from our baggage desk, we will see what it costs.")
    recall = recalled("changed")
    marta, jan = follow_ups(recall)
    assert (marta.case_id, jan.case_id) == (second, other)
    carried = session().scalars(select(CarriedBy).where(CarriedBy.recall_id == recall.id)).all()
    assert len(carried) == 3
    assert sorted(row.kept for row in carried)[0] < 100
    assert "It is told in another case" in finn.get(f"/cases/{case_id}").text
    assert session().scalar(select(func.count(Notice.id)).where(Notice.kind == "recall.gathered")) == 1
    # Said in the first case, by hand: it counts for both.
    finn.post(f"/cases/{case_id}/replies", body=RIGHT.replace("{{first_name}}", "Marta"),
              source=f"answer:{answer_id}", composed="1")  # fmt: skip
    work()
    drain()
    assert [each.state for each in follow_ups(recall)] == ["sent", "waiting"]
    # A second change joins the open recall: Jan is still one, Marta holds what is wrong again.
    again = recalled("wrong", "Hi {{first_name}}, the loan costs 12 euros since June.")
    assert again.id == recall.id
    assert again.change == "wrong"
    assert [each.state for each in follow_ups(recall)] == ["waiting", "waiting"]
    drain()
    assert session().scalar(select(func.count(FollowUp.id))) == 2


def test_it_is_not_offered_until_it_is_mended_and_vetted(
    finn, gwen, told, recalled, writes, case_id, answer_id
):
    told()
    waiting = writes("Do you lend strollers?", thread="t-4", address="li@example.net", name="Li Wei")
    finn.post(f"/cases/{waiting}/sources", ref=f"answer:{answer_id}")

    def offered() -> set[str]:
        return {each.ref for each in for_case(cast.person("finn"), the_case(case_id))}

    assert f"answer:{answer_id}" in offered()
    before = revision(answer_id)
    recalled(vet=False)
    ref = f"answer:{answer_id}"
    assert known_of([ref]).recalled == recalled_revisions([ref]) == {ref: before}
    assert ref not in offered()
    put_in = finn.post(f"/cases/{case_id}/sources", ref=f"answer:{answer_id}")
    assert put_in.status_code == 422
    body = WORDING.replace("{{first_name}}", "Li")
    stopped = finn.post(
        f"/cases/{waiting}/replies", body=body, source=f"answer:{answer_id}", composed="1", confirmed="1"
    )
    assert stopped.status_code == 422
    assert "was recalled since you put it in" in stopped.text
    assert "borrow a stroller" in stopped.text, "the reply is not lost"
    gwen.post(f"/a/{answer_id}/vetting")
    assert f"answer:{answer_id}" in offered()


def test_nothing_internal_reaches_the_draft(finn, gwen, told, answer_id, case_id, drain):
    told()
    gwen.post(f"/a/{answer_id}/edit", body=f"New.\n\n:::internal\n{SECRET}\n:::", change="wrong",
              because="Legal says: claims above 900.", seen=1)  # fmt: skip
    gwen.post(f"/a/{answer_id}/vetting")
    drain()
    recall = session().scalars(select(Recall)).one()
    (follow_up,) = follow_ups(recall)
    finn.post(f"/recalls/{recall.id}/follow-ups/{follow_up.id}/draft")
    words = follow_ups(recall)[0].draft
    assert "borrow a stroller" in words
    assert not {"bankrupt", "900", "legal", recall.title} & set(re.findall(r"\w+", words))
    assert recall.title not in words


def test_strangers_see_how_far_it_is_and_no_customer(cleo, finn, ada, told, recalled, case_id, answer_id):
    told()
    recall = recalled()
    shown = cleo.get(f"/recalls/{recall.id}").text
    assert "A customer" in shown
    assert not [word for word in ("Marta", "Kowalczyk", "Stroller damaged") if word in shown]
    question = session().get_one(Answer, answer_id).question_id
    assert "See the recall" in cleo.get(f"/q/{question}-is-there-a-loan-stroller").text
    place = f"/recalls/{recall.id}/follow-ups/{follow_ups(recall)[0].id}"
    for what, form in (("draft", {}), ("decision", {"state": "not_needed", "because": "x"})):
        assert cleo.post(f"{place}/{what}", **form).status_code == 404
    assert cleo.post(f"/recalls/{recall.id}/closing").status_code == 403
    refused = finn.post(f"{place}/decision", state="unreachable", because="")
    assert refused.status_code == 422
    assert (
        finn.post(
            f"{place}/decision",
            state="unreachable",
            because="No address.",
        ).status_code
        == 303
    )
    assert "1 of 1" in cleo.get(f"/recalls/{recall.id}").text


def test_it_is_found_through_a_page_that_was_made_from_it(
    finn, gwen, told, recalled, writes, answer_id, drain, work
):
    told()
    ref = session().get_one(Answer, answer_id).question.ref
    body = f"The rule.\n\n:::customer\n{WORDING}\n:::"
    made = create_page(
        cast.person("gwen"), cast.space("open"), "Strollers", body, audience=PageAudience.CUSTOMER,
        state=PageState.VALIDATED, sources=[ref],
    )  # fmt: skip
    page_ref, place = made.ref, f"/wiki/open/{made.path}"
    jan = writes("Mine broke.", thread="t-3", address="jan@example.net", name="Jan Nowak")
    assert finn.post(f"/cases/{jan}/sources", ref=page_ref).status_code == 303
    sent = finn.post(f"/cases/{jan}/replies", body=WORDING.replace("{{first_name}}", "Jan"))
    assert sent.status_code == 303, sent.text
    work()
    drain()
    recall = recalled()
    assert [each.case_id for each in follow_ups(recall)][1:] == [jan]
    assert "through a page made from it" in gwen.get(f"/recalls/{recall.id}").text
    assert "See the recall" in gwen.get(place).text
    assert finn.post(f"/cases/{jan}/sources", ref=page_ref).status_code == 422


def test_an_answer_is_not_put_aside_in_silence(gwen, told, answer_id, drain):
    told()
    url = f"/a/{answer_id}/obsolete"
    assert "It went to customers in 1 reply" in gwen.get(url).text
    refused = gwen.post(url, reason="The loan is over")
    assert refused.status_code == 422
    assert "Say what your change means" in refused.text
    assert "The loan is over" in refused.text
    assert session().get_one(Answer, answer_id, populate_existing=True).obsolete_at is None
    assert gwen.post(url, reason="The loan is over", change="wrong").status_code == 303
    drain()
    recall = session().scalars(select(Recall)).one()
    assert recall.because == "The loan is over"
    assert len(follow_ups(recall)) == 1


def test_a_question_is_not_put_aside_in_silence_when_customers_hold_its_answer(gwen, told, answer_id, drain):
    told()
    answer = session().get_one(Answer, answer_id)
    accept_answer(cast.person("gwen"), answer)
    url = f"/q/{answer.question_id}/closing"
    assert "It went to customers in 1 reply" in gwen.get(url).text
    refused = gwen.post(url, how="obsolete", reason="The loan is over")
    assert (refused.status_code, "The loan is over" in refused.text) == (422, True)
    assert gwen.post(url, how="obsolete", reason="The loan is over", change="wrong").status_code == 303
    drain()
    assert session().scalars(select(Recall)).one().because == "The loan is over"


def test_what_became_a_part_of_the_page_is_found_too(finn, gwen, writes, work, drain):
    body, who = f"The rule.\n\n:::customer\n{WORDING}\n:::", cast.person("gwen")
    told = {"audience": PageAudience.CUSTOMER, "state": PageState.VALIDATED}
    old, new = (create_page(who, cast.space("open"), title, body, **told) for title in ("Prams", "Strollers"))
    old_id, new_id = old.id, new.id
    jan = writes("Mine broke.", thread="t-3", address="jan@example.net", name="Jan Nowak")
    assert finn.post(f"/cases/{jan}/sources", ref=f"page:{old_id}").status_code == 303
    sent = finn.post(f"/cases/{jan}/replies", body=WORDING.replace("{{first_name}}", "Jan"))
    assert sent.status_code == 303, sent.text
    work()
    drain()
    old, new = (session().get_one(Page, id) for id in (old_id, new_id))
    merge_pages(cast.person("gwen"), old, new, title="Strollers", body=body, base=1, source_base=1)
    drain()
    whole = session().get_one(Page, new_id)
    edit, base = f"/wiki/open/{whole.path}/edit", whole.revision
    assert "It went to customers in 1 reply" in gwen.get(edit).text
    form = {"title": "Strollers", "body": body.replace("The rule", "A rule"), "base": base}
    saved = gwen.post(edit, **form, change="wrong", because="It was too much.")
    assert saved.status_code == 303, saved.text
    drain()
    recall = session().scalars(select(Recall)).one()
    assert [each.case_id for each in follow_ups(recall)] == [jan]


def test_a_reply_on_its_way_is_found_when_it_left(finn, gwen, case_id, answer_id, work, drain):
    """It passed the check before the recall; taken back in time it was never given."""
    body = WORDING.replace("{{first_name}}", "Marta")
    finn.post(f"/cases/{case_id}/replies", body=body, source=f"answer:{answer_id}", composed="1")
    drain()
    asked = gwen.post("/recalls", ref=f"answer:{answer_id}", change="wrong", because="Unsafe.")
    assert asked.status_code == 303, asked.text
    drain()
    recall = session().scalars(select(Recall)).one()
    assert len(follow_ups(recall)) == 1
    work()
    drain()
    assert session().scalar(select(func.count(CarriedBy.message_id))) == 1
    assert session().scalars(select(Message).where(Message.author_id.is_not(None))).one().state == "sent"


def test_a_check_that_finds_it_wrong_takes_it_back(gwen, told, answer_id, case_id, writes, drain):
    told()
    outcomes.rate(the_case(case_id), 1, "That was not true.")
    drain()
    settled = gwen.post(f"/checks/answer:{answer_id}/review", verdict="wrong", note="They stopped lending.")
    recall = session().scalars(select(Recall)).one()
    assert settled.headers["Location"] == f"/recalls/{recall.id}"
    assert (recall.change, recall.because) == ("wrong", "They stopped lending.")
    drain()
    check = session().scalars(select(Check)).one()
    assert (check.closed_by_id, check.verdict) == (cast.person("gwen").id, "corrected")
    outcomes.rate(the_case(case_id), 2, "Still not true.")
    drain()
    assert session().scalar(select(func.count(Check.id))) == 1, "whoever was given it before opens no other"


def test_a_draft_says_that_its_text_was_changed_and_takes_the_new_one(
    finn, gwen, writes, told, answer_id, recalled
):
    told()
    li = writes("Do you lend strollers?", thread="t-4", address="li@example.net", name="Li Wei")
    assert finn.post(f"/cases/{li}/sources", ref=f"answer:{answer_id}").status_code == 303
    assert "was changed since" not in finn.get(f"/cases/{li}").text
    recalled("small", vet=False)
    shown = finn.get(f"/cases/{li}").text
    assert "was changed since you put it in" in shown
    assert "What differs" in shown
    assert finn.post(f"/cases/{li}/sources/renewal", ref=f"answer:{answer_id}").status_code == 303
    shown = finn.get(f"/cases/{li}").text
    assert "Hi Li, the loan of a stroller costs 10 euros since May." in shown
    assert "free of charge" not in shown
    assert "was changed since" not in shown
    recalled("wrong", "Hi {{first_name}}, no loan any more.", vet=False)
    shown = finn.get(f"/cases/{li}").text
    assert "was recalled since you put it in" in shown
    assert "cannot be sent" in shown
    assert finn.post(f"/cases/{li}/sources/renewal", ref=f"answer:{answer_id}").status_code == 422
    gwen.post(f"/a/{answer_id}/vetting")
    assert finn.post(f"/cases/{li}/sources/renewal", ref=f"answer:{answer_id}").status_code == 303
    assert "no loan any more" in finn.get(f"/cases/{li}").text


def test_where_the_channel_is_short_what_is_new_comes_first(finn, told, recorder, recalled):
    told()
    recorder.traits = Traits("Recorder", "bubble", length=180, undo_seconds=8)
    recall = recalled("wrong", f"{WORDING} It takes a deposit of 40 euros at the desk.")
    (follow_up,) = follow_ups(recall)
    finn.post(f"/recalls/{recall.id}/follow-ups/{follow_up.id}/draft")
    words = follow_ups(recall)[0].draft
    assert len(words) <= 180
    assert words.endswith("This is how it is: It takes a deposit of 40 euros at the desk.")
