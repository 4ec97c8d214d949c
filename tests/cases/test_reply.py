"""Writing to the customer through the front door: what leaves, what is stopped, what can be undone."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from hub.cases import guard
from hub.cases.actions import handling, replies
from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.models import CaseState, Message, Override
from hub.cases.queries import newest_message_id
from hub.channels.contract import MessageState
from hub.core.db import session, transaction
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.qa import actions as qa
from hub.qa.models import Answer
from hub.reuse.models import Credit, Provenance
from tests import cast
from tests.cases.conftest import last_reply, the_case

WORDS = "Hi Marta, you can borrow a stroller from our baggage desk, free of charge."


def finn_row():
    return cast.person("finn")


def composer_in(page) -> str:
    """The text in the composer, as typed."""
    found = re.search(r'<textarea[^>]*id="reply"[^>]*>\n?(.*?)</textarea>', page.text, re.S)
    return found[1] if found else ""


def because(page) -> list[str]:
    """The names of the fields in which a reason is asked for."""
    return [name.replace("&#34;", '"') for name in re.findall(r'name="(because:[^"]*)"', page.text)]


def test_it_works(finn, recorder, case_id, work):
    answer = finn.post(f"/cases/{case_id}/replies", body="Come to the desk.", then="wait", composed="1")
    assert answer.status_code == 303
    assert recorder.sent == []
    assert "Going out to Marta in 8 seconds." in finn.get(f"/cases/{case_id}").text
    work()
    assert [each.reply.body for each in recorder.sent] == ["Come to the desk."]
    assert the_case(case_id).state == CaseState.WAITING_CUSTOMER
    assert "sent" in finn.get(f"/cases/{case_id}").text


@pytest.mark.parametrize(
    ("then", "state"),
    [("wait", "waiting_customer"), ("solve", "solved"), ("close", "closed"), ("open", "open")],
)
def test_one_press_sends_and_sets_the_state(finn, case_id, then, state):
    finn.post(f"/cases/{case_id}/replies", body="Come to the desk.", then=then)
    assert the_case(case_id).state == state


def test_it_records_the_fact(finn, case_id, drain):
    finn.post(f"/cases/{case_id}/replies", body="Come to the desk.")
    drain()
    assert "A reply was written" in finn.get(f"/cases/{case_id}/timeline").text


@pytest.mark.parametrize(
    "form", [{"body": ""}, {"body": "x", "then": "dance"}, {"body": "x", "colour": "red"}]
)
def test_it_refuses_bad_input(finn, case_id, form):
    answer = finn.post(f"/cases/{case_id}/replies", **form)
    assert answer.status_code == 422
    assert composer_in(answer) == form["body"]
    assert last_reply(case_id) is None


@pytest.mark.parametrize(
    "text",
    [
        "Please quote budget 4410.",
        "The REFUND limit   is\n180 without\napproval.",
        "refund-limit is €180",
        "Code: 4410!",
    ],
)
def test_internal_words_are_stopped_and_shown(finn, case_id, answer_id, text):
    answer = finn.post(f"/cases/{case_id}/replies", body=text)
    assert answer.status_code == 422
    assert "Stop before it leaves" in answer.text
    assert "<mark>" in answer.text
    assert "disabled" in re.search(r'<button class="btn btn--out"[^>]*>', answer.text)[0]
    assert last_reply(case_id) is None


def test_it_is_taken_out_by_one_press(finn, case_id, answer_id):
    body = "Come to the desk. Please quote budget 4410. See you soon."
    stopped = finn.post(f"/cases/{case_id}/replies", body=body)
    key = re.search(r'name="take_out" value="([^"]+)"', stopped.text)[1]
    page = finn.get(finn.post(f"/cases/{case_id}/check", body=body, take_out=key).location)
    assert "4410" not in composer_in(page)
    assert "Come to the desk." in composer_in(page)
    assert "Stop before" not in page.text


def test_an_address_of_our_own_is_taken_out_whole_and_reasons_stay_asked_for(app, finn, case_id, answer_id):
    ours = app.config["HUB"].public_url.rstrip("/")
    body = f"Please quote budget 4410. See {ours}/wiki/strollers?x=1. Thank you."
    asked = finn.get(finn.post(f"/cases/{case_id}/check", body=body, guard="keep").location)
    field = next(each for each in because(asked) if "4410" in each)
    key = f"address:{ours}/wiki/strollers?x=1"
    assert f'value="{key}"' in asked.text
    typed = {field: "It is printed on her form."}
    page = finn.post(f"/cases/{case_id}/check", body=body, take_out=key, **typed)
    assert composer_in(page) == "Please quote budget 4410. See. Thank you."
    assert "Send with this reason" in page.text


def test_keeping_it_needs_a_reason_and_is_logged(finn, case_id, answer_id):
    body = "Please quote budget 4410."
    asked = finn.get(finn.post(f"/cases/{case_id}/check", body=body, guard="keep").location)
    (field,) = because(asked)
    too_short = finn.post(f"/cases/{case_id}/replies", body=body, **{field: "ok"})
    assert too_short.status_code == 422
    assert "a few more words" in too_short.text
    sent = finn.post(f"/cases/{case_id}/replies", body=body, **{field: "It is printed on her form."})
    assert sent.status_code == 303
    kept = session().scalars(select(Override)).one()
    assert kept.reason == "It is printed on her form."
    assert kept.person_id == finn_row().id
    assert "It is printed" in finn.get(f"/cases/{case_id}/replies/{last_reply(case_id).id}/sources").text


def test_what_is_to_be_decided_has_an_address_of_its_own(finn, case_id, answer_id, writes):
    """Loading it again asks nothing again and loses nothing: the text, what comes then, what was seen."""
    body = "Please quote budget 4410."
    seen = str(newest_message_id(the_case(case_id)))
    asked = finn.post(f"/cases/{case_id}/check", body=body, guard="keep", then="solve", seen=seen)
    assert asked.status_code == 303
    for _time in range(2):
        page = finn.get(asked.location)
        assert composer_in(page) == body
        assert len(because(page)) == 1
        assert "Send with this reason" in page.text
        assert page.text.index('<option value="solve">') < page.text.index('<option value="wait">')
    (field,) = because(page)
    stays = finn.post(f"/cases/{case_id}/check", body=body, guard="keep", **{field: "It is on her form"})
    assert "It is on her form" in stays.text  # stands in no draft: the page itself keeps it
    writes("One more thing", external_id="later")
    assert f'name="seen" value="{seen}"' in finn.get(asked.location).text


def test_a_marked_part_never_leaves(finn, case_id):
    body = "Hello\n\n:::internal\nnot for her\n:::"
    finding = guard.inspect(the_case(case_id), body, finn_row())[0]
    answer = finn.post(
        f"/cases/{case_id}/replies", body=body, **{f"because:{finding.key}": "I want this very much"}
    )
    assert answer.status_code == 422
    assert last_reply(case_id) is None


def test_an_unfilled_variable_never_leaves(finn, case_id):
    answer = finn.post(f"/cases/{case_id}/replies", body="Your desk is {{station}}.")
    assert answer.status_code == 422
    assert "station" in answer.text


def test_approved_wording_passes_even_where_it_repeats_the_inside(finn, case_id, answer_id):
    handling.add_note(
        finn_row(), the_case(case_id), "She can borrow a stroller from our baggage desk, free of charge."
    )
    replies.insert_source(finn_row(), the_case(case_id), f"answer:{answer_id}")
    assert finn.post(f"/cases/{case_id}/replies", body=WORDS).status_code == 303


def test_wording_that_nobody_vetted_carries_nothing_internal_out(finn, case_id, answer_id):
    answer = session().get_one(Answer, answer_id)
    qa.write_wording(cast.person("ben"), answer, "Between us, the refund limit is €180 without approval.")
    body = "Between us, the refund limit is €180 without approval."
    form = {"body": body, "source": f"answer:{answer_id}", "composed": "1", "confirmed": "1"}
    refused = finn.post(f"/cases/{case_id}/replies", **form)
    assert refused.status_code == 422
    assert "internal" in refused.text
    assert the_case(case_id).message_count == 1


def test_what_was_taken_back_was_read_by_nobody(finn, case_id):
    handling.add_note(finn_row(), the_case(case_id), "She always asks for the manager.")
    body = "She always asks for the manager."
    (found,) = guard.inspect(the_case(case_id), body, finn_row())
    sent = replies.send_reply(
        finn_row(), the_case(case_id), body, overrides={found.key: "She said so herself."}
    )
    replies.take_back(finn_row(), sent)
    assert guard.inspect(the_case(case_id), body, finn_row()) == [found]


@pytest.mark.parametrize("address", ["HTTP://{host}/q/1", "{host}/cases/1", "see https://{host}."])
def test_an_address_of_our_own_never_leaves(app, finn, case_id, address):
    host = app.config["HUB"].public_url.partition("//")[2]
    refused = finn.post(f"/cases/{case_id}/replies", body=f"Look here: {address.format(host=host)}")
    assert refused.status_code == 422
    assert "our own hub" in refused.text
    assert finn.post(f"/cases/{case_id}/replies", body=f"Write to care@{host}").status_code == 303


def test_what_the_customer_wrote_may_be_repeated(finn, writes):
    case_id = writes("I can tell you that the wheel is bent badly.")
    handling.add_note(finn_row(), the_case(case_id), "Loaders agree: the wheel is bent badly.")
    body = "You wrote that the wheel is bent badly. We believe you."
    assert finn.post(f"/cases/{case_id}/replies", body=body).status_code == 303


def test_the_check_answers_while_one_writes(finn, case_id, answer_id):
    seen = finn.post(f"/cases/{case_id}/check", body="Quote budget 4410.", headers={"HX-Request": "true"})
    assert "Stop before it leaves" in seen.text
    assert "<html" not in seen.text
    fine = finn.post(f"/cases/{case_id}/check", body="Hello.", headers={"HX-Request": "true"})
    assert "Stop before" not in fine.text
    assert 'hx-swap-oob="true"' in fine.text


def test_it_can_be_taken_back_while_it_is_held(finn, case_id, answer_id, recorder, work, drain):
    replies.insert_source(finn_row(), the_case(case_id), f"answer:{answer_id}")
    finn.post(
        f"/cases/{case_id}/replies", body=WORDS, then="wait", source=f"answer:{answer_id}", composed="1"
    )
    page = finn.get(f"/cases/{case_id}")
    undo = re.search(rf'action="(/cases/{case_id}/replies/\d+/return)"', page.text)[1]
    assert finn.post(undo).status_code == 303
    work()
    drain()
    case = the_case(case_id)
    assert recorder.sent == []
    assert (case.state, case.replied_at, case.first_replied_at) == (CaseState.OPEN, None, None)
    assert case.waiting_since is not None
    assert case.due_at is not None
    assert session().scalar(select(func.count()).select_from(Credit)) == 0
    assert targets_of(case.ref, [LinkKind.USED]) == []
    again = finn.get(f"/cases/{case_id}")
    assert composer_in(again) == WORDS
    assert "Ben’s answer" in again.text


def test_what_has_left_cannot_be_taken_back(finn, case_id, work):
    finn.post(f"/cases/{case_id}/replies", body="Hello.")
    message_id = last_reply(case_id).id
    work()
    answer = finn.post(f"/cases/{case_id}/replies/{message_id}/return")
    assert answer.status_code == 409
    assert "It has left already" in answer.text


def test_a_source_goes_in_without_scripts(finn, case_id, answer_id):
    assert finn.post(f"/cases/{case_id}/sources", ref=f"answer:{answer_id}").status_code == 303
    finn.post(f"/cases/{case_id}/sources", ref=f"answer:{answer_id}")
    page = finn.get(f"/cases/{case_id}")
    assert composer_in(page) == WORDS
    assert page.text.count('data-source="answer:') == 1
    assert "1 internal line left out" in page.text
    finn.post(f"/cases/{case_id}/sources/removal", ref=f"answer:{answer_id}")
    assert composer_in(finn.get(f"/cases/{case_id}")) == ""


def test_the_sources_of_the_form_are_the_ones_that_count(finn, case_id, answer_id):
    finn.post(f"/cases/{case_id}/replies", body=WORDS, source=f"answer:{answer_id}", composed="1")
    row = session().scalars(select(Provenance)).one()
    assert (row.kept, row.reply) == (100, last_reply(case_id).ref)
    shown = finn.get(f"/cases/{case_id}").text
    assert "Made from" in shown
    assert "vetted by Gwen" in shown
    page = finn.get(f"/cases/{case_id}/replies/{last_reply(case_id).id}/sources").text
    assert "100% of its words" in page


def test_a_source_that_was_removed_is_not_credited(finn, case_id, answer_id):
    replies.insert_source(finn_row(), the_case(case_id), f"answer:{answer_id}")
    finn.post(f"/cases/{case_id}/replies", body="All by myself.", composed="1")
    assert session().scalars(select(Provenance)).all() == []
    assert session().scalars(select(Credit)).all() == []


@pytest.mark.parametrize(
    ("body", "kept", "relation"),
    [(WORDS + " Enjoy Oslo!", 100, "used"), ("Hi Marta, come by.", 14, "inspired")],
)
def test_how_much_was_kept_decides_the_relation(finn, case_id, answer_id, body, kept, relation):
    finn.post(f"/cases/{case_id}/replies", body=body, source=f"answer:{answer_id}", composed="1")
    row = session().scalars(select(Provenance)).one()
    assert row.kept == pytest.approx(kept, abs=1)
    assert row.relation == relation


def test_unvetted_wording_needs_a_tick(finn, case_id, answer_id):
    answer = session().get_one(Answer, answer_id)
    qa.write_wording(cast.person("ben"), answer, "Hi {{first_name}}, there may be strollers at the desk.")
    body = "Hi Marta, there may be strollers at the desk."
    form = {"body": body, "source": f"answer:{answer_id}", "composed": "1"}
    refused = finn.post(f"/cases/{case_id}/replies", **form)
    assert refused.status_code == 422
    assert "I have checked it" in refused.text
    assert finn.post(f"/cases/{case_id}/replies", **form, confirmed="1").status_code == 303


def test_an_answer_without_customer_wording_cannot_be_inserted(finn, case_id, answer_id):
    question = session().get_one(Answer, answer_id).question
    bare = qa.post_answer(cast.person("ben"), question, "Only we should know this.").id
    assert finn.post(f"/cases/{case_id}/sources", ref=f"answer:{bare}").status_code == 422


def test_two_agents_do_not_talk_over_each_other(finn, hugo, case_id):
    seen = re.search(r'name="seen" value="(\d+)"', finn.get(f"/cases/{case_id}").text)[1]
    hugo.post(f"/cases/{case_id}/replies", body="Hugo here.", seen=seen)
    late = finn.post(f"/cases/{case_id}/replies", body="Finn here.", seen=seen)
    assert late.status_code == 422
    assert "Hugo has written meanwhile" in late.text
    assert composer_in(late) == "Finn here."
    now = re.search(r'name="seen" value="(\d+)"', late.text)[1]
    assert finn.post(f"/cases/{case_id}/replies", body="Finn here.", seen=now).status_code == 303


def test_sent_twice_is_sent_once(finn, case_id):
    form = {"body": "Only once.", "once": "the same press"}
    assert [finn.post(f"/cases/{case_id}/replies", **form).status_code for _ in range(2)] == [303, 303]
    count = select(func.count(Message.id)).where(Message.case_id == case_id, Message.author_id.is_not(None))
    assert session().scalar(count) == 1


def test_a_draft_is_there_again_and_goes_with_the_reply(finn, case_id):
    with transaction():
        keep_draft(finn_row(), the_case(case_id), "I had begun to")
    page = finn.get(f"/cases/{case_id}")
    assert composer_in(page) == "I had begun to"
    assert 'hx-trigger="load, input' in page.text, "the guard looks at it before anybody types"
    looked = finn.post(f"/cases/{case_id}/check", body="I had begun to", headers={"HX-Request": "true"})
    assert 'hx-trigger="load' not in looked.text, "and once is enough"
    finn.post(f"/cases/{case_id}/replies", body="I had begun to, and finished.")
    assert reply_draft(finn_row(), the_case(case_id)) == ""


def test_a_channel_that_carries_no_replies_says_so(finn, case_id, recorder):
    recorder.traits = replace(recorder.traits, can_send=False)
    assert "This channel carries no replies" in finn.get(f"/cases/{case_id}").text
    assert finn.post(f"/cases/{case_id}/replies", body="Hello.").status_code == 422


def test_a_short_channel_counts(finn, case_id, recorder):
    recorder.traits = replace(recorder.traits, length=20)
    assert 'data-limit="20"' in finn.get(f"/cases/{case_id}").text
    answer = finn.post(f"/cases/{case_id}/replies", body="This is far too long for it.")
    assert answer.status_code == 422
    assert "8 characters too long" in answer.text


def test_the_customer_cannot_smuggle_markup(finn, writes):
    page = finn.get(f"/cases/{writes('<script>alert(1)</script><img src=x onerror=alert(2)>')}")
    assert "<script>alert" not in page.text
    assert not re.search(r"<img[^>]*onerror", page.text)


def test_a_failed_reply_says_who_has_to_act(finn, case_id, work, recorder):
    finn.post(f"/cases/{case_id}/replies", body="Hello.")
    message = last_reply(case_id)
    with transaction():
        message.body = "Changed behind the guard's back."
    work()
    assert recorder.sent == []
    assert last_reply(case_id).state == MessageState.FAILED
    assert "The text was changed after it was checked." in finn.get(f"/cases/{case_id}").text


def test_the_way_back_has_a_key(finn, case_id):
    """Eight seconds are too short to walk to it with Tab."""
    sent = finn.post(f"/cases/{case_id}/replies", body="Hello Marta, we look for it.")
    page = finn.get(sent.headers["Location"]).text
    toast = page.partition('id="toasts"')[2].partition("</form>")[0]
    assert 'data-key="b">Undo' in toast
