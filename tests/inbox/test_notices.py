"""Notices: who hears of what, once, and nothing that they may not read."""

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from hub.conversations.actions import start
from hub.core.db import session, transaction
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.inbox.models import Notice
from hub.inbox.queries import new_count
from hub.qa import actions as qa
from hub.reuse.events import OutcomeArrived, TextSent
from hub.spaces.actions import remove_member
from hub.threads.actions import post_comment
from hub.threads.watching import watch
from hub.wiki.actions.writing import create_page
from tests import cast
from tests.factories import make_answer, make_post, make_question


def notices_of(handle: str) -> list[Notice]:
    statement = select(Notice).where(Notice.person_id == cast.person(handle).id).order_by(Notice.id)
    return list(session().scalars(statement))


def lines(who, view: str = "all") -> list[str]:
    """The first line of each notice on the page, new ones as "New: …"."""
    page = who.get(f"/notifications?view={view}").text
    found = re.findall(r'class="note[^>]*>.*?<div><p>(.*?)</p>', page, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", line)).strip() for line in found]


def again(thing: Any) -> Any:
    """The same thing, in the present session."""
    return session().get_one(type(thing), thing.id)


@pytest.fixture
def answered(ctx, drain):
    """Ben answers Ada's question in their private room."""
    question = make_question(by="ada", space="private", title="How hot?")
    make_answer(question, by="ben", body="The kiln has 1,200 degrees.")
    drain()
    return session().get_one(type(question), question.id)


def test_it_works(ada, answered):
    assert lines(ada) == ["New: Ben Okri answered “How hot?”"]
    assert "1,200 degrees" in ada.get("/notifications").text


def test_nobody_hears_of_their_own_doing(ben, answered):
    assert lines(ben) == []


def test_many_comments_are_one_notice(ada, answered, drain, ctx):
    for number in range(200):
        post_comment(cast.person("ben"), again(answered), f"Comment {number}")
        if number % 40 == 0:
            drain()
    drain()
    assert len(notices_of("ada")) == 1
    assert lines(ada) == ["New: 200 new replies to “How hot?”"]


def test_called_by_name_again_and_again_it_is_one_notice(ada, ben, drain, ctx):
    question = make_question(by="gwen", title="How hot?")
    answer = make_answer(question, by="gwen", body="@ben and @ada know")
    for number, thing in enumerate((question, answer)):
        last = post_comment(cast.person("gwen"), again(thing), f"@ben and @ada, number {number}").id
    drain()
    assert len(notices_of("ben")) == len(notices_of("ada")) == 1
    place = ben.get(f"/notifications/{notices_of('ben')[0].id}").headers["Location"]
    assert place == f"/comments/{last}"
    with transaction():
        watch(cast.person("ben"), again(question).ref, "muted")
    post_comment(cast.person("gwen"), again(question), "@ben and @ada, please")
    drain()
    assert new_count(cast.person("ben")) == 0
    assert new_count(cast.person("ada")) == 1


def test_opening_it_leads_to_the_answer(ada, answered):
    id = notices_of("ada")[0].id
    answer = ada.get(f"/notifications/{id}")
    assert answer.status_code == 303
    assert "#a" in answer.headers["Location"]
    assert new_count(cast.person("ada")) == 0
    assert not lines(ada)[0].startswith("New")


def test_a_stranger_gets_404(cleo, answered):
    id = notices_of("ada")[0].id
    assert cleo.get(f"/notifications/{id}").status_code == 404
    assert cleo.post(f"/notifications/{id}/done").status_code == 404
    assert cleo.post(f"/notifications/{id}/return").status_code == 404


def test_done_and_undone(ada, answered):
    id = notices_of("ada")[0].id
    assert ada.post(f"/notifications/{id}/done").status_code == 303
    assert lines(ada) == []
    assert len(lines(ada, "done")) == 1
    ada.post(f"/notifications/{id}/return")
    assert len(lines(ada)) == 1


def test_done_becomes_new_when_more_happens(ada, answered, drain):
    id = notices_of("ada")[0].id
    ada.post(f"/notifications/{id}/done")
    make_answer(again(answered), by="ben", body="Or more.")
    drain()
    assert lines(ada) == ["New: Ben Okri answered “How hot?”"]
    assert notices_of("ada")[0].wave == 2


def test_all_are_read_at_once(ada, answered):
    ada.post("/notifications/read")
    assert new_count(cast.person("ada")) == 0


def test_what_lost_its_reader_is_gone_everywhere(ben, ctx, drain):
    question = make_question(by="ada", space="private", title="Zirconium?")
    with transaction():
        watch(cast.person("ben"), question.ref)
    make_answer(question, by="ada", body="Yes.")
    drain()
    assert new_count(cast.person("ben")) == 1
    remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    assert new_count(cast.person("ben")) == 0
    assert "Zirconium" not in ben.get("/notifications").text
    assert ben.get(f"/notifications/{notices_of('ben')[0].id}").status_code == 404
    assert "Zirconium" not in ben.get("/notifications/panel").text


def test_who_may_not_read_gets_no_notice(ctx, drain):
    question = make_question(by="ada", space="private")
    with transaction():
        watch(cast.person("cleo"), question.ref)
        watch(cast.person("eli"), question.ref)
    make_answer(question, by="ben")
    drain()
    assert notices_of("cleo") == []
    assert notices_of("eli") == []


def test_muted_means_muted(ctx, drain):
    question = make_question(by="ada", space="open")
    with transaction():
        watch(cast.person("ada"), question.ref, "muted", change=True)
    make_answer(question, by="ben")
    drain()
    assert notices_of("ada") == []


def test_a_removed_thing_is_not_shown(ada, answered):
    with transaction() as db:
        db.get_one(type(answered), answered.id).removed_at = answered.created_at
    assert lines(ada) == []


def test_for_you_is_grouped_by_what_it_asks(ada, answered):
    page = ada.get("/notifications?view=you").text
    assert "<h2>Decide</h2>" in page


def test_helpers_hear_of_results_without_the_case(ada, ctx, drain):
    """Ben has no case rights; he hears that his words helped, and nothing of the customer."""
    question = make_question(by="ada", space="open", title="How hot?")
    answer = make_answer(question, by="ben")
    case = Desk()
    with transaction():
        for number in range(3):
            fact = TextSent(f"message:{number}", "email", [answer.ref], [cast.person("ben").id])
            record(fact, SYSTEM, case)
        rated = OutcomeArrived("message:1", 5, "thanks", "", [answer.ref], [cast.person("ben").id])
        record(rated, SYSTEM, case)
    drain()
    notices = [notice for notice in notices_of("ben") if notice.kind != "badges.badge_awarded"]
    assert len(notices) == 2
    assert all("case" not in notice.about for notice in notices)


def test_the_newest_words_of_customers_are_told(ben, ctx, drain):
    """Several ratings of a day are one notice; what the last customer said stands below it."""
    people = [cast.person("ben").id]
    with transaction():
        for number, words in enumerate(("It works.", "Found it, thank you!")):
            record(OutcomeArrived(f"message:{number}", 5, words, helpers=people), SYSTEM, Desk())
    drain()
    page = ben.get("/notifications?view=thanks").text
    assert "2 customers rated replies that you helped with" in page
    assert "“Found it, thank you!”" in page


class Desk:
    """A case that only the desk may open, as facts see it."""

    ref = "case:999"

    @property
    def space_id(self) -> int:
        return cast.space("desk").id


def test_their_words_are_told(ben, ctx, drain):
    question = make_question(by="ada", space="open", title="How hot?")
    answer = make_answer(question, by="ben")
    with transaction():
        record(TextSent("message:1", "email", [answer.ref], [cast.person("ben").id]), SYSTEM, Desk())
    drain()
    assert "New: Your answer went to a customer" in lines(ben, "thanks")


def test_the_bell_counts(ada, answered):
    assert "Notifications, 1 new" in ada.get("/notifications/bell").text
    assert "Notifications, 1 new" in ada.get("/notifications").text


def test_few_statements(ada, ctx, drain, count_queries):
    for number in range(18):
        question = make_question(by="ada", title=f"Question {number}")
        make_answer(question, by=("ben", "cleo", "gwen")[number % 3])
    post_comment(cast.person("ben"), make_question(by="ada", title="Who knows?"), "Not me")
    make_question(by="ben", title="Whose key?", body="Ask @ada")
    make_post(by="gwen", body="@ada has the key")
    for other in ("ben", "cleo"):
        post_comment(cast.person(other), start(cast.person(other), [ada.person]), "Are you there?")
    create_page(cast.person("gwen"), cast.space("open"), "Firing", "As @ada wrote.")
    drain()
    ada.get("/notifications")
    with count_queries() as seen:
        found = " ".join(lines(ada))
    assert found.count("New: ") == 20
    for each in ("Who knows?", "Whose key?", "has the key", "Cleo Ñandú", "Firing", "answered"):
        assert each in found
    assert len(seen) <= 12, "\n".join(" ".join(each.split("FROM", 1)[-1].split())[:110] for each in seen)


def test_an_accepted_answer_is_good_news(ben, ctx, drain):
    question = make_question(by="ada", space="open", title="How hot?")
    answer = make_answer(question, by="ben")
    qa.accept_answer(cast.person("ada"), answer)
    drain()
    good = ["New: You have 2 new badges", "New: Ada Lovelace accepted an answer to “How hot?”"]
    assert lines(ben, "thanks") == good


def test_what_reaches_me_is_my_choice(ada, ctx, drain):
    ada.post("/settings/notifications", **{"mentions.app": "1"})
    question = make_question(by="ada", space="open")
    make_answer(question, by="ben")
    drain()
    assert notices_of("ada") == []
    page = ada.get("/settings/notifications").text
    assert page.partition("Your digest")[0].count(" checked") == 1


def test_everything_is_reached_by_a_sign_in_only(nobody):
    for url in ("/notifications", "/notifications/panel", "/notifications/bell", "/settings/notifications"):
        assert nobody.get(url).status_code == 302


def test_two_hundred_replies_are_one_line(ctx, ada, drain):
    """However busy a thread is, it is one row, and the bell says one."""
    question = make_question(by="ada")
    for number in range(200):
        make_answer(session().get_one(type(question), question.id), by="ben", body=f"Number {number}")
    drain()
    row = session().scalars(select(Notice).where(Notice.person_id == ada.person.id)).one()
    assert (row.count, row.wave) == (200, 1)
    page = ada.get("/notifications").text
    assert page.count('id="notice-') == 1
    assert "200 new answers" in page


def test_a_comment_after_thanks_stands_with_what_was_said(ctx, drain):
    question = make_question(by="ada", title="How hot?")
    answer = make_answer(question, by="ben")
    qa.accept_answer(cast.person("ada"), answer)
    drain()
    assert thread_of(question) == [("qa.answer_accepted", "helped")]
    post_comment(cast.person("ada"), again(answer), "Also in the old kiln.")
    drain()
    assert thread_of(question) == [("threads.comment_posted", "read")]


def thread_of(question) -> list[tuple[str, str]]:
    """What Ben's notice of a question says, and what it asks of him."""
    return [(each.kind, each.action) for each in notices_of("ben") if each.thread == again(question).ref]
