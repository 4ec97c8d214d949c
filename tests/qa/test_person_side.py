"""The side of somebody's page: what they ask and answer, as far as the reader may see it."""

import pytest

from hub.core.db import session
from hub.qa import actions as qa
from hub.qa.models import Answer
from tests import cast
from tests.factories import make_answer, make_question

pytestmark = pytest.mark.usefixtures("ctx")


def side(someone, handle: str) -> str:
    page = someone.get(f"/people/{handle}").text
    return " ".join(page.partition('id="j-asking"')[2].partition("</section>")[0].split())


def test_it_counts_and_names_what_waits(cleo):
    question = make_question(by="ada", title="How hot is the kiln?")
    make_question(by="ada", title="When does it open?")
    answer_id = make_answer(question, by="ben").id
    assert "<dt>Asked</dt><dd>2</dd>" in side(cleo, "ada")
    assert "How hot is the kiln?" in side(cleo, "ada")
    qa.accept_answer(cast.person("ada"), session().get_one(Answer, answer_id))
    assert "How hot is the kiln?" not in side(cleo, "ada")
    assert "When does it open?" in side(cleo, "ada")
    assert "1</a>, 1 accepted" in side(cleo, "ben")


def test_what_is_private_is_neither_counted_nor_named(ben, cleo):
    make_answer(make_question(by="ada", space="private", title="Only for us"), by="ben")
    assert "Only for us" in side(ben, "ada")
    assert side(cleo, "ada") == side(cleo, "ben") == ""


def test_the_page_stays_affordable(cleo, count_queries):
    for number in range(6):
        make_answer(make_question(by="ada", title=f"Question {number}?"), by="ada")
    cleo.get("/people/ada")
    with count_queries() as seen:
        cleo.get("/people/ada")
    assert len(seen) <= 12, "\n".join(seen)
