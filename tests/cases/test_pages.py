"""The list and the page of a case: order, counts, pages, who sees what, and what it costs."""

import re
from datetime import timedelta

import pytest

from hub.cases.actions import handling, replies
from hub.cases.models import CaseState, Priority
from hub.channels.contract import MessageState, Sent
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.qa.models import Answer
from hub.spaces.actions import let_in
from hub.spaces.models import SpaceRole
from tests import cast
from tests.cases.conftest import last_reply, the_case

MOST_STATEMENTS = 12
FRAGMENT = {"HX-Request": "true"}


def names_in(page) -> list[str]:
    """The customers of the list, in order."""
    return re.findall(r'class="who"><b>([^<]+)', page.text)


@pytest.fixture
def three(writes, at):
    """Three customers, one hour of promised time each, ten minutes apart."""
    ids = []
    for name in ("Ana", "Bo", "Cid"):
        ids.append(writes(f"I am {name}", name=name, address=f"{name}@example.net", thread=name))
        at(timedelta(minutes=10))
    return ids


def test_it_works(finn, case_id):
    page = finn.get(f"/cases/{case_id}")
    assert page.status_code == 200
    assert "My stroller is broken" in page.text
    assert "Send to Marta" in page.text
    assert "Marta never sees this" in page.text


@pytest.mark.parametrize("url", ["/cases/desks/desk/macros", "/problems", "/snippets"])
def test_who_is_at_a_page_of_the_desk_is_at_the_cases(hugo, case_id, url):
    """Whichever feature it is of: the navigation says where one is."""
    assert re.search(r'<a href="/cases" aria-current="page"', hugo.get(url).text)


def test_least_time_left_comes_first(finn, three):
    assert names_in(finn.get("/cases?view=unassigned")) == ["Ana", "Bo", "Cid"]
    ana = the_case(three[0])
    with transaction():
        ana.due_at = ana.due_at + timedelta(hours=5)
    assert names_in(finn.get("/cases?view=unassigned")) == ["Bo", "Cid", "Ana"]


def test_each_view_holds_its_cases(finn, three, work):
    me = cast.person("finn")
    handling.assign(me, the_case(three[0]), me)
    handling.assign(me, the_case(three[1]), me)
    replies.send_reply(me, the_case(three[1]), "Here you are.")
    found = {
        view: names_in(finn.get(f"/cases?view={view}")) for view in ("mine", "unassigned", "waiting", "team")
    }
    assert found == {"mine": ["Ana"], "unassigned": ["Cid"], "waiting": ["Bo"], "team": ["Ana", "Cid", "Bo"]}
    assert re.search(r"Mine\s*<span class=\"count count--hot\">1<", finn.get("/cases").text)


def test_a_snoozed_case_is_away_until_its_time(finn, three, at):
    me = cast.person("finn")
    finn.post(f"/cases/{three[0]}/snooze", until="tomorrow")
    assert "Ana" not in names_in(finn.get("/cases?view=team"))
    assert names_in(finn.get("/cases?view=snoozed")) == ["Ana"]
    assert the_case(three[0]).snoozed_until.astimezone().minute == 0
    at(timedelta(days=2))
    assert "Ana" in names_in(finn.get("/cases?view=team"))
    assert me.is_active


def test_pages_show_everybody_once(finn, writes):
    for number in range(25):
        writes(
            f"Text {number}", name=f"Customer {number}", address=f"c{number}@example.net", thread=f"t{number}"
        )
    first = finn.get("/cases?view=unassigned")
    more = re.search(r'href="(/cases\?view=unassigned[^"]*after=\d+)"', first.text)
    second = finn.get(more[1].replace("&amp;", "&"), headers=FRAGMENT)
    shown = names_in(first) + names_in(second)
    assert len(shown) == len(set(shown)) == 25


def test_who_leaves_the_list_moves_nobody(finn, writes):
    """Somebody takes cases of the first page while it is read: the second still goes on behind it."""
    ids = [
        writes(f"Text {n}", name=f"Customer {n}", address=f"c{n}@example.net", thread=f"t{n}")
        for n in range(25)
    ]
    first = finn.get("/cases?view=unassigned")
    more = re.search(r'href="(/cases\?view=unassigned[^"]*after=\d+)"', first.text)
    for id in ids[2:5]:
        finn.post(f"/cases/{id}/assignee", to="me")
    second = finn.get(more[1].replace("&amp;", "&"), headers=FRAGMENT)
    assert len(set(names_in(first)) | set(names_in(second))) == 25


def test_a_case_is_bold_until_it_was_opened(finn, case_id, writes):
    assert "crow is-new" in finn.get("/cases?view=team").text
    finn.get(f"/cases/{case_id}/inside", headers=FRAGMENT)
    assert "crow is-new" not in finn.get("/cases?view=team").text
    writes("And another thing", external_id="second")
    assert "crow is-new" in finn.get("/cases?view=team").text


def test_what_was_not_sent_stays_on_top(finn, case_id, recorder, work):
    me = cast.person("finn")
    recorder.answer = Sent(MessageState.FAILED, reason="The mailbox is full.")
    replies.send_reply(me, the_case(case_id), "Hello Marta")
    work()
    page = finn.get(f"/cases/{case_id}").text
    assert "The mailbox is full." in page
    assert "Try again" in page
    assert "Not sent" in finn.get("/cases").text  # it is the agent’s turn again
    recorder.answer = Sent(MessageState.SENT)
    assert finn.post(f"/cases/{case_id}/replies/{last_reply(case_id).id}/again").status_code == 303
    work()
    assert last_reply(case_id).state == MessageState.SENT


def test_urgent_cases_say_so(finn, case_id):
    handling.set_priority(cast.person("finn"), the_case(case_id), Priority.URGENT)
    assert "Urgent" in finn.get("/cases?view=team").text


@pytest.mark.parametrize("url", ["/cases?view=team", "/cases/{id}", "/cases/{id}/handling", "/cases/{id}/ask",
                                 "/cases/{id}/timeline", "/cases/loops", "/cases/new"])  # fmt: skip
def test_it_costs_few_statements(finn, case_id, answer_id, writes, count_queries, url):
    me = cast.person("finn")
    replies.insert_source(me, the_case(case_id), f"answer:{answer_id}")
    replies.send_reply(me, the_case(case_id), "Hi Marta, you can borrow a stroller from our baggage desk.")
    replies.insert_source(me, the_case(case_id), f"answer:{answer_id}")  # one in the draft as well
    for number in range(20):
        writes(
            f"Text {number}", name=f"Customer {number}", address=f"c{number}@example.net", thread=f"t{number}"
        )
    finn.get(url.format(id=case_id))
    with count_queries() as seen:
        assert finn.get(url.format(id=case_id)).status_code == 200
    assert len(seen) <= MOST_STATEMENTS, "\n".join(seen)


URLS = ["/cases/{id}", "/cases/{id}/inside", "/cases/{id}/timeline", "/cases/{id}/handling",
        "/cases/{id}/ask",
        "/cases/{id}/replies/{message}/sources"]  # fmt: skip
POSTS = ["replies", "check", "sources", "sources/removal", "notes", "question", "ask", "joins", "leaving",
         "assignee", "snooze", "state", "priority", "solution", "lesson", "replies/{message}/return",
         "replies/{message}/again"]  # fmt: skip


@pytest.mark.parametrize("handle", ["cleo", "dora", "gwen"])
def test_a_stranger_gets_404(sign_in, case_id, answer_id, handle):
    message = replies.send_reply(cast.person("finn"), the_case(case_id), "Hello Marta").id
    stranger = sign_in(handle)
    for url in URLS:
        assert stranger.get(url.format(id=case_id, message=message)).status_code == 404, url
    for verb in POSTS:
        answer = stranger.post(
            f"/cases/{case_id}/{verb.format(message=message)}", body="Hello", ref="answer:1"
        )
        assert answer.status_code == 404, verb
    assert "Marta" not in stranger.get("/cases").text


def test_it_needs_the_right(sign_in, case_id):
    let_in(SYSTEM, cast.space("desk"), cast.person("cleo"), SpaceRole.MEMBER)
    cleo = sign_in("cleo")
    page = cleo.get(f"/cases/{case_id}")
    assert "My stroller is broken" in page.text
    assert "Send to Marta" not in page.text
    assert cleo.post(f"/cases/{case_id}/notes", body="I know her.").status_code == 303
    forms = {
        "replies": {"body": "Hello"}, "check": {"body": "Hello"}, "question": {},
        "assignee": {"to": "me"}, "state": {"state": "open"}, "solution": {},
        "sources": {"ref": "answer:1"}, "snooze": {"until": "week"},
        "priority": {"priority": "high"}, "lesson": {"lesson": "new"},
    }  # fmt: skip
    for verb, form in forms.items():
        assert cleo.post(f"/cases/{case_id}/{verb}", **form).status_code == 403, verb
    assert the_case(case_id).state == CaseState.NEW


def test_a_reply_of_another_case_is_not_here(finn, case_id, writes):
    message_id = replies.send_reply(cast.person("finn"), the_case(case_id), "Hello Marta").id
    other = writes("Me too", address="other@example.net", thread="other")
    for verb in ("return", "again"):
        assert finn.post(f"/cases/{other}/replies/{message_id}/{verb}").status_code == 404
    assert finn.get(f"/cases/{other}/replies/{message_id}/sources").status_code == 404


def test_colleagues_see_no_name_on_the_question(ada, case_id, answer_id):
    page = ada.get(f"/q/{question_id_of(answer_id)}", follow_redirects=True)
    assert page.status_code == 200
    assert "customer" in page.text
    assert "Marta" not in page.text
    assert "911" not in page.text


def question_id_of(answer_id: int) -> int:
    """The question that an answer belongs to."""
    return session().get_one(Answer, answer_id).question_id
