"""The list of questions and the page of one: order, filters, what is shown to whom, how many queries."""

from datetime import timedelta

import pytest
from flask import g

from hub.core import clock
from hub.core.db import session, transaction
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.qa import actions, queries
from hub.qa.around import people_who_know
from hub.qa.inside import question_inside
from hub.qa.search import answer_customer_text, answer_internal_texts, question_internal_texts
from hub.threads.actions import post_comment, react
from hub.threads.models import Mood
from tests import cast
from tests.factories import make_answer, make_post, make_question

BUDGET = 12


def place(text: str, *parts: str) -> list[str]:
    """The parts in the order in which they stand in the text."""
    assert all(part in text for part in parts)
    return sorted(parts, key=text.index)


class TestOrder:
    @pytest.fixture
    def question(self, ctx):
        question = make_question()
        answers = {
            word: make_answer(question, body=f"{word} words") for word in ("old", "liked", "best", "new")
        }
        actions.vote(cast.person("cleo"), answers["liked"], 1)
        actions.accept_answer(cast.person("ada"), answers["best"])
        obsolete = make_answer(question, body="wrong words")
        actions.vote(cast.person("cleo"), obsolete, 1)
        with transaction():
            obsolete.obsolete_at = clock.now()
        session.remove()
        return question

    def test_accepted_then_votes_then_newest_then_obsolete(self, ada, question):
        page = ada.get(f"/q/{question.id}-how-hot").text
        page = page[page.index('id="answers"') :]
        wanted = ["best words", "liked words", "new words", "old words", "wrong words"]
        assert place(page, *wanted) == wanted
        assert "1 obsolete answer" in page

    def test_newest_first_when_asked(self, ada, question):
        page = ada.get(f"/q/{question.id}-how-hot?sort=newest").text
        page = page[page.index('id="answers"') :]
        assert place(page, "new words", "best words", "old words") == ["new words", "best words", "old words"]

    def test_the_solution_stands_under_the_question(self, ada, question):
        page = ada.get(f"/q/{question.id}-how-hot").text
        assert f'href="#a{session().get(type(question), question.id).accepted_id}"' in page
        assert page.index("The short answer") < page.index('id="answers"')


class TestList:
    def test_waiting_customers_come_first(self, ada, ctx):
        first, second = make_question(title="Nobody waits"), make_question(title="Somebody waits")
        make_answer(make_question(title="It has an answer"))
        with transaction():
            first.waiting_since = None
            second.waiting_since = clock.now() - timedelta(minutes=42)
        page = ada.get("/q").text
        assert place(page, "Nobody waits", "Somebody waits") == ["Somebody waits", "Nobody waits"]
        assert "Customer waiting 42 min" in page
        assert "It has an answer" not in page
        assert "A customer has waited 42 min" in page

    def test_hidden_questions_are_in_no_view(self, cleo, ctx):
        make_post(title="Not a question", topics=["kilns"])
        make_question(space="private", title="Hidden question", topics=["kilns"])
        for view in queries.VIEWS:
            page = cleo.get(f"/q?view={view}&topic=kilns").text
            assert "Hidden question" not in page
            assert "1 is open" not in page

    def test_filters_combine(self, ada, ctx):
        make_question(title="Right one", topics=["kilns"])
        make_question(title="Other topic", topics=["ice"])
        make_question(space="private", title="Other place", topics=["kilns"])
        page = ada.get("/q?view=newest&community=open&topic=kilns").text
        assert "Right one" in page
        assert "Other topic" not in page
        assert "Other place" not in page

    @pytest.mark.parametrize("query", ["view=nothing", "community=nowhere", "topic=nothing"])
    def test_an_unknown_view_is_404(self, ada, query):
        assert ada.get(f"/q?{query}").status_code == 404

    def test_a_hidden_community_is_404(self, cleo):
        assert cleo.get("/q?community=private").status_code == 404

    @pytest.mark.parametrize("view", ["newest", "unanswered"])
    def test_more_shows_every_question_once(self, ada, ctx, view):
        for number in range(45):
            make_question(title=f"Number {number}.")
        session.remove()
        seen, url = [], f"/q?view={view}"
        while url:
            part = ada.get(url, headers={"HX-Request": "true"}).text
            assert "<html" not in part
            seen += [number for number in range(45) if f"Number {number}." in part]
            url = part.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
        assert sorted(seen) == list(range(45))

    def test_it_stays_within_its_queries(self, finn, ctx, count_queries):
        for number in range(25):
            make_answer(make_question(title=f"Number {number}", topics=["kilns"]))
            make_question(title=f"Open {number}", topics=["ice"])
        session.remove()
        finn.get("/q")  # the first page of a session also stores its form token
        for view in queries.VIEWS:
            with count_queries() as seen:
                assert finn.get(f"/q?view={view}&topic=kilns&community=open").status_code == 200
            assert len(seen) <= BUDGET, "\n".join(seen)


def rich_question():
    """With everything on it: answers, comments, reactions, votes, topics, links, cards."""
    other = make_question(title="Where is the depot?")
    question = make_question(title="How hot?", body=f"See /q/{other.id}", topics=["kilns", "ice"])
    for number in range(20):
        answer = make_answer(question, body=f"Answer {number}", customer_text="Warm.")
        post_comment(cast.person("cleo"), answer, "Really?")
        react(cast.person("cleo"), answer, Mood.AGREE)
        actions.vote(cast.person("cleo"), answer, 1)
    actions.accept_answer(cast.person("ada"), answer)
    with transaction():
        link(cast.person("ada"), question.ref, other.ref, LinkKind.LINKED)
    session.remove()
    return question


def test_a_question_stays_within_its_queries(finn, ctx, count_queries):
    question = rich_question()
    url = f"/q/{question.id}-how-hot"
    finn.get(url)
    with count_queries() as seen:
        assert finn.get(url).status_code == 200
    assert len(seen) <= BUDGET, "\n".join(seen)


def test_who_knows_is_counted_from_what_the_reader_may_see(ctx):
    for space in ("open", "private"):
        question = make_question(space=space, topics=["kilns"])
        actions.accept_answer(cast.person("ada"), make_answer(question, by="ben"))
    asked = make_question(topics=["kilns"])
    assert [(who.handle, count) for who, count in people_who_know(cast.person("ada"), asked)] == [
        ("ben", "2 accepted answers")
    ]
    assert [(who.handle, count) for who, count in people_who_know(cast.person("cleo"), asked)] == [
        ("ben", "1 accepted answer")
    ]


def test_who_is_away_is_not_proposed(ctx):
    question = make_question(topics=["kilns"])
    actions.accept_answer(cast.person("ada"), make_answer(question, by="ben"))
    with transaction():
        ben = cast.person("ben")
        ben.settings = {**ben.settings, "away": {"until": "2099-01-01"}}
    assert people_who_know(cast.person("ada"), make_question(topics=["kilns"])) == []


class TestInternal:
    SECRET = "Budget 4410 pays up to 180 euros."

    @pytest.fixture
    def answer(self, ctx):
        inside = f"\n\n:::internal\n{self.SECRET}\n:::\n\n"
        body, wording = f"We lend one.{inside}", f"Dear customer, take one.{inside}It is free."
        answer = make_answer(make_question(), body=body, customer_text=wording)
        actions.vet_answer(cast.person("gwen"), answer)
        return answer

    def test_it_is_never_in_the_customer_text(self, answer):
        made = answer_customer_text(answer)
        assert "4410" not in made.text
        assert "It is free." in made.text

    def test_it_is_never_in_what_is_copied(self, ada, answer):
        page = ada.get(f"/q/{answer.question_id}-how-hot").text
        ready = page[page.index('class="ready') : page.index("</section>", page.index('class="ready'))]
        assert "It is free." in ready
        assert "4410" not in ready

    def test_the_guard_knows_every_place(self, answer):
        assert [text.strip() for text in answer_internal_texts(answer)] == [self.SECRET, self.SECRET]
        assert self.SECRET in "".join(question_internal_texts(answer.question))

    def test_only_internal_wording_is_no_wording(self, answer):
        actions.write_wording(cast.person("ben"), answer, f":::internal\n{self.SECRET}\n:::")
        assert answer_customer_text(answer) is None

    def test_a_note_of_the_form_is_internal(self, ben, answer):
        ben.post(f"/q/{answer.question_id}/answers", body="Known to all", internal="For us alone", once="n")
        session.remove()
        newest = queries.answers_of(cast.person("ben"), answer.question, newest_first=True)[0]
        assert [text.strip() for text in answer_internal_texts(newest)] == ["For us alone"]


class TestInside:
    def test_it_shows_the_thread_and_what_to_do(self, app, ada, ctx):
        question = make_question(by="ada")
        answer = make_answer(question, customer_text="Warm.")
        post_comment(cast.person("cleo"), question, "Really?")
        with app.test_request_context():
            g.actor = cast.person("ada")
            html = question_inside(g.actor, question, "case:5")
        assert place(html, "1,200 degrees", "Really?") == ["1,200 degrees", "Really?"]
        assert f"/a/{answer.id}/acceptance" in html
        assert 'action="/cases/5/sources"' in html
        assert f'value="{answer.ref}"' in html

    def test_an_answer_from_there_leads_back(self, ben, ctx):
        question = make_question()
        sent = ben.post(f"/q/{question.id}/answers", body="From the case", back="/cases/5")
        assert sent.headers["Location"] == "/cases/5"


class TestOnOtherPages:
    def test_a_community_lists_its_questions(self, ada, ctx):
        make_question(title="Nobody has answered")
        make_answer(make_question(title="Somebody has"))
        make_question(space="private", title="From elsewhere")
        page = ada.get("/c/open/questions").text
        wanted = ["Nobody has answered", "Somebody has"]
        assert place(page, *wanted) == wanted
        assert "From elsewhere" not in page

    def test_a_profile_shows_what_helped_to_those_who_may_read_it(self, ada, cleo, ctx):
        for space, title in (("open", "Open one"), ("private", "Hidden one"), ("open", "Never sent")):
            answer = make_answer(make_question(space=space, title=title))
            with transaction():
                answer.sent_count = 0 if title == "Never sent" else 2
        page = ada.get("/people/ben").text
        assert "Hidden one" in page
        assert "Never sent" not in page
        page = cleo.get("/people/ben").text
        assert "Most helpful answers" in page
        assert "Open one" in page
        assert "Hidden one" not in page

    def test_a_profile_lists_answers_the_reader_may_see(self, ada, cleo, ctx):
        make_answer(make_question(title="Open one"))
        make_answer(make_question(space="private", title="Hidden one"))
        assert "Hidden one" in ada.get("/people/ben?tab=answers").text
        page = cleo.get("/people/ben?tab=answers").text
        assert "Open one" in page
        assert "Hidden one" not in page


def test_the_menu_of_an_answer_is_fetched_when_it_is_opened(ben, cleo, ctx):
    answer = make_answer(make_question(), by="ben")
    page = cleo.get(f"/q/{answer.question_id}", follow_redirects=True).text
    assert f'hx-get="/a/{answer.id}/more"' in page
    assert "Take it back" not in page
    own, other = (who.get(f"/a/{answer.id}/more", headers={"HX-Request": "true"}).text for who in (ben, cleo))
    assert f"/a/{answer.id}/edit" in own
    assert f"/a/{answer.id}/edit" not in other
    assert f"/a/{answer.id}/suggestion" in other
    assert "<html" in cleo.get(f"/a/{answer.id}/more").text  # without scripts it is a page
