"""A page made from a conversation or a case: prefilled, without the customer, credits carried."""

import pytest

from hub.cases.actions import inside
from hub.core.db import session
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.qa.actions import accept_answer, post_answer
from hub.qa.models import Question
from hub.threads.actions import post_comment
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.factories import make_post
from tests.wiki.pages import page_called


class TestAConversation:
    @pytest.fixture
    def post(self, ctx):
        made = make_post(title="Strollers at the gate", body="Marta, marta@mail.test, asked @ben about hers.")
        post_comment(cast.person("ben"), made, "Tag them **before** boarding.")
        post_comment(cast.person("cleo"), made, "Call +47 911 22 333 when one is left.")
        return made

    def test_the_form_is_filled(self, gwen, post):
        assert f"/wiki/new?from={post.ref}" in gwen.get(f"/p/{post.id}").text
        shown = gwen.get(f"/wiki/new?from={post.ref}").text
        assert 'value="Strollers at the gate"' in shown
        assert "Tag them **before** boarding." in shown
        assert "@ben" in shown
        assert "marta@mail.test" not in shown
        assert "911 22 333" not in shown

    def test_everybody_in_it_is_credited(self, gwen, post):
        sent = {"space": "open", "title": "Strollers", "body": "x", "source": post.ref}
        assert gwen.post("/wiki/new", **sent).status_code == 303
        page = page_called("Strollers")
        assert targets_of(post.ref, [LinkKind.CREATED]) == [page.ref]
        assert page.credits == [cast.person(handle).id for handle in ("ada", "ben", "cleo")]

    def test_a_stranger_gets_404(self, ctx, cleo):
        assert cleo.get(f"/wiki/new?from={make_post(space='private').ref}").status_code == 404


class TestACase:
    @pytest.fixture
    def case(self, ctx, monkeypatch):
        _recorder, channel = record_channel(monkeypatch)
        return customer_writes(channel, "My stroller is broken. I am Marta Kowalczyk, +47 911 22 333.")

    def test_the_customers_words_are_the_issue_and_the_answer_the_solution(self, finn, case):
        id = case.id
        ref = inside.ask_inside(cast.person("finn"), case, cast.space("open"), "A loan stroller?", "> Help")
        question = session().get_one(Question, int(ref.split(":")[1]))
        answer = post_answer(cast.person("ben"), question, "Oslo has two.", "You can borrow one.")
        accept_answer(cast.person("finn"), answer)
        session.remove()
        assert f"/wiki/new?from=case:{id}" in finn.get(f"/cases/{id}").text
        shown = finn.get(f"/wiki/new?from=case:{id}").text.partition('<form class="stack"')[2]
        assert "My stroller is broken." in shown
        assert "Oslo has two." in shown
        assert ":::customer\nYou can borrow one.\n:::" in shown
        assert "Marta" not in shown
        assert "911 22 333" not in shown

    def test_it_is_linked_and_strangers_see_no_customer(self, finn, cleo, case):
        ref = case.ref
        sent = {"space": "open", "title": "Strollers", "body": "x", "source": ref}
        assert finn.post("/wiki/new", **sent).status_code == 303
        page = page_called("Strollers")
        assert targets_of(ref, [LinkKind.CREATED]) == [page.ref]
        read = cleo.get("/wiki/open/strollers")
        assert read.status_code == 200
        assert "Marta" not in read.text

    def test_a_stranger_gets_404(self, cleo, case):
        ref = case.ref
        assert cleo.get(f"/wiki/new?from={ref}").status_code == 404
        sent = {"space": "open", "title": "Strollers", "body": "x", "source": ref}
        assert cleo.post("/wiki/new", **sent).status_code == 404
