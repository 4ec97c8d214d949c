"""LK03 at every door: who has no case rights sees that a customer waits, and never who it is."""

from datetime import timedelta

import pytest

from hub.cases.actions import inside, replies
from hub.conversations.actions import start
from hub.core import clock
from hub.core.db import session
from hub.inbox.digest import told
from hub.people.feed_tokens import feed_token
from hub.qa import actions as qa
from hub.qa.models import Question
from hub.threads.actions import post_comment
from hub.wiki.actions.writing import create_page
from tests import cast
from tests.cases.conftest import the_case
from tests.cases.test_inside import asked
from tests.factories import make_post

WRITES = "My stroller arrived broken. I am Marta Kowalczyk, marta@example.net, +47 911 22 333."
IDENTITY = ("Marta", "Kowalczyk", "example.net", "911 22", "Stroller damaged")


@pytest.fixture
def doors(writes, work, drain) -> dict[str, str]:
    """One case that everything leads to: asked about, answered, replied, named in texts, made into a page."""
    finn, ben, space = cast.person("finn"), cast.person("ben"), cast.space("open")
    case_id = writes(WRITES)
    ref = inside.ask_inside(finn, the_case(case_id), space, "Do we lend strollers?", "> It broke")
    question = session().get_one(Question, int(ref.split(":")[1]))
    answer = qa.post_answer(ben, question, "We do.", "You can borrow one of ours.")
    qa.vet_answer(cast.person("gwen"), answer)
    answer_id = answer.id
    replies.insert_source(finn, the_case(case_id), answer.ref)
    replies.send_reply(finn, the_case(case_id), "You can borrow one of ours.")
    work()
    finn, space, question = cast.person("finn"), cast.space("open"), asked(case_id)
    name = f"See /cases/{case_id} for that, or <https://hub.test/cases/{case_id}>."
    post = make_post(by="finn", title="One to look at", body=name)
    post_comment(finn, question, name)
    page = create_page(
        finn, space, "Lending strollers", f"We lend them.\n\n{name}", sources=[f"case:{case_id}"]
    )
    talk = start(finn, [cast.person("ada"), cast.person("ben")], name)
    question_id, post_id, talk_id, path = question.id, post.id, talk.id, page.path
    drain()
    return {
        "question": f"/q/{question_id}", "around": f"/q/{question_id}/around", "home": "/?tab=all",
        "timeline": f"/q/{question_id}/timeline", "answer timeline": f"/a/{answer_id}/timeline",
        "questions": "/q?view=newest", "community": "/c/open", "post": f"/p/{post_id}",
        "page": f"/wiki/open/{path}", "page history": f"/wiki/open/{path}/history",
        "message": f"/messages/{talk_id}", "search": "/search?q=stroller", "name": "/search?q=Marta",
        "palette": "/palette?q=stroller", "number": f"/palette?q={case_id}",
        "similar": "/suggest?q=broken+stroller",
        "notices": "/notifications", "impact": "/impact", "agent": "/people/finn", "helper": "/people/ben",
        "since": "/since", "expand": f"/expand?q={case_id}&key=%23", "case": f"/cases/{case_id}",
    }  # fmt: skip


CARDS = ("question", "home", "post", "page", "message")


@pytest.mark.parametrize("handle", ["ada", "ben", "dora", "gwen", "iris"])
def test_a_colleague_sees_that_somebody_waits_and_not_who(sign_in, doors, handle):
    someone = sign_in(handle)
    for door, url in doors.items():
        page = someone.get(url, follow_redirects=True)
        said = page.text.replace(url.partition("q=")[2] or "\0", "")  # one's own words come back
        leaked = [words for words in IDENTITY if words in said]
        assert not leaked, (door, leaked)
        assert 'href="/cases/' not in said, door
    assert "A customer wrote" in someone.get(doors["question"], follow_redirects=True).text


def test_the_desk_sees_who_it_is_behind_the_same_doors(finn, doors):
    """Else the test above would prove nothing: the case is there."""
    missing = [door for door in CARDS if "Marta" not in finn.get(doors[door], follow_redirects=True).text]
    assert not missing


def test_what_is_sent_out_names_nobody(app, nobody, doors):
    """The digest and the Atom feeds go to places where nobody is signed in."""
    for handle in ("ada", "ben", "gwen"):
        token = feed_token(cast.person(handle))
        texts = [nobody.get(f"/feeds/{token}/{name}.xml").text for name in ("home", "c/open", "questions")]
        with app.test_request_context():
            digest = told(cast.person(handle), clock.now() - timedelta(days=1))
        texts.append(repr(digest))
        assert "Do we lend strollers" in "".join(texts)
        assert not [words for words in IDENTITY if words in "".join(texts)]
