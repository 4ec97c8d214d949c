"""One cause behind many cases: gathered, solved once, told to everybody who has it, once."""

from html import unescape

import pytest
from sqlalchemy import select

from hub.cases.actions import outcomes, replies
from hub.cases.drafts import keep_draft
from hub.cases.models import Case, CaseState, Message, Override
from hub.core.db import session, transaction
from hub.problems import actions
from hub.problems.models import Problem
from hub.reuse.models import Provenance
from tests import cast
from tests.cases.conftest import last_reply, the_case
from tests.wiki.pages import make_page

INSIDE = "The gate software 4.2 drops bookings that were paid by voucher, fix is budgeted for 90,000."
WORDS = "Hello {{first_name}}, your booking is there again. <b>Sorry</b> for the trouble."
GERMAN = "Hallo {{first_name}}, Ihre Buchung ist wieder da. Das tut uns sehr leid."
FRENCH = "Bonjour, je ne vois pas ma réservation et vous avez pris le bon. Que faire avec ce vol ?"
ALSO_GERMAN = "Guten Tag, meine Buchung ist weg und der Gutschein ist nicht mehr da. Was nun?"
OTHERS = {
    "lone@example.net": "Lone Berg", "per@example.net": "Per Dahl", "anna@example.net": "Anna Eide",
    "ute@example.net": "Ute Falk",
}  # fmt: skip


@pytest.fixture
def problem(case_id, writes, drain) -> tuple[int, list[int]]:
    """Seen in Marta's case; four others have it too, one of them writes German."""
    desk = cast.space("desk")
    made = actions.open_problem(
        cast.person("finn"), desk, "Voucher bookings vanish", INSIDE, [the_case(case_id)]
    )
    cases = [case_id]
    for number, (address, name) in enumerate(OTHERS.items()):
        cases.append(
            writes("My voucher booking has vanished", address=address, name=name, thread=f"o-{number}",
                   subject="Voucher booking vanished")
        )  # fmt: skip
    with transaction():
        the_case(cases[4]).language = "de"
    drain()
    return made.id, cases


def attach_all(finn, id: int, cases: list[int]) -> None:
    assert finn.post(f"/problems/{id}/incidents", cases=cases[1:]).status_code == 303


def solve(finn, id: int, words: str = WORDS) -> None:
    texts = {"words": words, "words-de": GERMAN}
    solved = finn.post(f"/problems/{id}/solution", then="solve", **texts)
    assert solved.status_code == 303


def test_a_word_in_common_is_no_incident(finn, problem, writes, drain):
    make_page("Lost umbrellas", "Umbrellas that vanished at the gate lie at belt four; a booking is needed.")
    drain()
    other = writes("My umbrella vanished at the gate, belt four. No booking, no voucher.", name="Bo",
                   address="bo@example.net", thread="bo", subject="Umbrella lost at belt four")  # fmt: skip
    assert "have this problem" not in finn.get(f"/cases/{other}/inside", headers={"HX-Request": "true"}).text
    assert "has this problem" not in finn.get(f"/cases/{other}/inside", headers={"HX-Request": "true"}).text


def test_cases_are_attached_and_taken_out(finn, problem, drain):
    id, cases = problem
    pane = unescape(finn.get(f"/cases/{cases[1]}/inside", headers={"HX-Request": "true"}).text)
    assert "1 customer has this problem" in pane, "a similar one is offered in the case"
    page = unescape(finn.get(f"/problems/{id}").text)
    assert "Lone Berg: Voucher booking vanished" in page, "similar cases are offered at the problem"
    assert finn.post(f"/problems/{id}/incidents/{cases[1]}", back="case").location == f"/cases/{cases[1]}"
    address = f"https://hub.test/problems/{id}"
    assert (
        f'/problems/{id}/incidents/{cases[2]}"' in finn.get(f"/cases/{cases[2]}/problem?words={address}").text
    )
    assert finn.post(f"/problems/{id}/incidents/{cases[2]}").status_code == 303
    assert finn.post(f"/problems/{id}/incidents", reference=f"#{cases[3]}").status_code == 303
    page = unescape(finn.get(f"/problems/{id}").text)
    assert "4 cases" in page
    assert "Per Dahl" in page
    found = unescape(finn.get(f"/cases?filter=problem:{id}").text)
    assert "Lone Berg" in found
    assert "Ute Falk" not in found
    assert "Ute Falk" in unescape(finn.get("/cases?filter=problem:none").text)
    case = unescape(finn.get(f"/cases/{cases[1]}").text)
    assert f"problem {id}" in case, "the log of the case says so"
    pane = unescape(finn.get(f"/cases/{cases[1]}/inside", headers={"HX-Request": "true"}).text)
    assert "4 customers have it" in pane
    taken = finn.post(f"/problems/{id}/incidents/{cases[1]}/removal")
    assert taken.status_code == 303
    assert "3 cases" in (shown := unescape(finn.get(f"/problems/{id}").text))
    assert f'action="/problems/{id}/incidents/{cases[1]}"' in shown, "one press takes it back"
    other = actions.open_problem(cast.person("finn"), cast.space("desk"), "Another", "")
    twice = finn.post(f"/problems/{other.id}/incidents", reference=str(cases[2]))
    assert twice.status_code == 422
    assert f"problem {id}" in twice.text, "a case has one problem at a time"
    assert finn.post(f"/problems/{id}/incidents", reference="99999").status_code == 422


def test_everybody_is_told_once_each_in_their_own_way(finn, hugo, recorder, problem, work):
    id, cases = problem
    attach_all(finn, id, cases)
    replies.send_reply(
        cast.person("finn"), the_case(cases[1]), "We are looking into it."
    )  # told that it goes on
    work()
    recorder.sent.clear()
    solve(finn, id)
    replies.send_reply(
        cast.person("hugo"), the_case(cases[2]), "Your booking is back, I have mended it by hand."
    )
    with transaction():
        keep_draft(cast.person("hugo"), the_case(cases[3]), "I called her.")
    work()
    recorder.sent.clear()
    page = unescape(finn.get(f"/problems/{id}/telling").text)
    assert "Hallo Ute, Ihre Buchung ist wieder da." in page, "each wording is among those to be read"
    assert "Somebody has written to this customer since the solution is known." in page
    assert "Somebody has begun to write another reply." in page
    assert "Send to 3 customers" in page
    unread = finn.post(f"/problems/{id}/telling", looked=[cases[0]])
    assert unread.status_code == 422
    assert last_reply(cases[0]) is None
    sent = hugo.post(f"/problems/{id}/telling", looked=cases)
    assert sent.status_code == 303
    work()
    bodies = {each.to.address: each.reply.body for each in recorder.sent}
    assert set(bodies) == {"marta@example.net", "lone@example.net", "ute@example.net"}
    assert bodies["ute@example.net"].startswith("Hallo Ute")
    assert bodies["lone@example.net"].startswith("Hello Lone, your booking is there again.")
    assert the_case(cases[0]).state == CaseState.SOLVED
    rows = session().scalars(select(Provenance).where(Provenance.reply.is_not(None))).all()
    assert {(row.source, row.case_ref, row.kept) for row in rows} == {
        (f"problem:{id}", f"case:{case}", 100) for case in (cases[0], cases[1], cases[4])
    }
    again = hugo.post(f"/problems/{id}/telling", looked=cases)
    assert again.status_code == 422, "nobody is told twice"
    assert unescape(again.text).count(">Told<") + unescape(again.text).count("Told</") >= 3


def test_a_customer_with_two_cases_is_told_in_one(finn, recorder, problem, writes, work):
    id, cases = problem
    second = writes("And once more, my voucher", thread="t-other", subject="Voucher, again")
    assert second != cases[0]
    attach_all(finn, id, [cases[0], second])
    solve(finn, id)
    assert "This customer is told in another of their cases." in unescape(
        finn.get(f"/problems/{id}/telling").text
    )
    finn.post(f"/problems/{id}/telling", looked=cases)
    work()
    assert [each.to.address for each in recorder.sent] == ["marta@example.net"]


def test_what_is_known_inside_is_held_back_and_stops_no_other(finn, recorder, problem, work):
    """The guard looks at each reply by itself; a problem's own inside is in its reach."""
    id, cases = problem
    attach_all(finn, id, cases[:3])
    note = "Lone is to get the voucher desk manager's direct line, hush"
    assert finn.post(f"/cases/{cases[1]}/notes", body=note).status_code == 303
    text = "Hello {{first_name}}. Lone is to get the voucher desk manager's direct line, hush"
    solve(finn, id, words=text)
    sent = finn.post(f"/problems/{id}/telling", looked=cases, once="one-press")
    assert sent.status_code == 422
    assert "2 left, 1 stayed" in sent.text
    work()
    assert {each.to.address for each in recorder.sent} == {"marta@example.net", "per@example.net"}
    solve(finn, id, words=f"Hello {{{{first_name}}}}. {INSIDE}")
    held = finn.post(f"/problems/{id}/telling", looked=cases)
    assert held.status_code == 422
    assert "internal-only part" in unescape(held.text)
    assert last_reply(cases[1]) is None


def test_what_is_over_stays_as_it_is(finn, problem):
    id, cases = problem
    attach_all(finn, id, cases[:2])
    outcomes.solve(cast.person("finn"), the_case(cases[1]))
    refused = finn.post(f"/problems/{id}/solution", words="See :::internal\nhush\n:::", then="solve")
    assert refused.status_code == 422
    assert "hush" in refused.text, "what was typed is not lost"
    solve(finn, id)
    assert "<b>Sorry" not in finn.get(f"/problems/{id}").text
    assert "Send to 1 customer" in unescape(finn.get(f"/problems/{id}/telling").text)
    assert finn.post(f"/problems/{id}/incidents", reference=str(cases[1])).status_code == 303, (
        "it is one already"
    )
    assert finn.post(f"/problems/{id}/reopening").status_code == 303
    assert finn.get(f"/problems/{id}/telling").status_code == 302
    assert session().get_one(Problem, id, populate_existing=True).words[""] == WORDS


def test_of_those_on_other_desks_only_the_number_is_known(finn, ada, gwen, problem, count_queries):
    id, cases = problem
    attach_all(finn, id, cases)
    with transaction():
        session().get_one(Case, cases[4]).space_id = cast.space("private").id
    page = unescape(finn.get(f"/problems/{id}").text)
    assert "1 more case on a desk that you do not see" in page
    assert "Ute Falk" not in page
    for somebody in (ada, gwen):
        assert somebody.get(f"/problems/{id}").status_code == 404
        assert somebody.post(f"/problems/{id}/telling").status_code == 404
    assert "Voucher" not in ada.get("/problems").text
    for address, most in (("/problems", 12), (f"/problems/{id}", 14)):
        with count_queries() as seen:
            finn.get(address)
        assert len(seen) <= most, f"{address}: {len(seen)}\n" + "\n".join(seen)


def test_programs_read_them_and_attach(program, problem):
    id, cases = problem
    finn, ada = program("finn"), program("ada")
    assert finn.put(f"/problems/{id}/incidents/{cases[1]}").json["customer"] == "Lone Berg"
    found = finn.get("/problems").json["items"]
    assert [(each["title"], each["incidents"]) for each in found] == [("Voucher bookings vanish", 2)]
    assert [each["case_id"] for each in finn.get(f"/problems/{id}/incidents").json["items"]] == cases[:2]
    assert finn.ask("DELETE", f"/problems/{id}/incidents/{cases[1]}").json["open_incidents"] == 1
    assert ada.get(f"/problems/{id}").status_code == 404
    assert ada.get("/problems").json["items"] == []


def test_who_wrote_another_language_is_told_in_it_or_with_a_reason(finn, recorder, problem, work):
    """Their words decide where no language is noted; a text in another one waits until somebody says why."""
    id, cases = problem
    with transaction():
        for case, words in ((cases[1], FRENCH), (cases[2], FRENCH), (cases[4], ALSO_GERMAN)):
            the_case(case).language = ""
            session().scalars(select(Message).where(Message.case_id == case)).one().body = words
    attach_all(finn, id, cases)
    assert "In German" in finn.get(f"/problems/{id}/solution").text
    solve(finn, id)
    page = unescape(finn.get(f"/problems/{id}/telling").text)
    assert "2 customers wrote in French and get English" in page
    assert "Write it in French" in page
    assert page.count("They wrote in another language.") == 2
    assert "Hallo Ute" in page, "the noted language is missing, their words speak for themselves"
    assert "Send to 3 customers" in page
    assert finn.post(f"/problems/{id}/telling", looked=[cases[0], cases[3], cases[4]]).status_code == 303
    work()
    assert {each.to.address for each in recorder.sent} == {
        "marta@example.net", "anna@example.net", "ute@example.net"
    }  # fmt: skip
    unread = finn.post(f"/problems/{id}/telling", **{"because-fr": "All of them read English, too."})
    assert unread.status_code == 422
    assert last_reply(cases[1]) is None
    assert "All of them read English, too." in unread.text
    sent = finn.post(
        f"/problems/{id}/telling", looked=[cases[1]], **{"because-fr": "All of them read English, too."}
    )
    assert sent.status_code == 303
    kept = session().scalars(select(Override.passage)).all()
    assert kept == ["English instead of French"] * 2
