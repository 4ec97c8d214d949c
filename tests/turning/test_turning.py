"""A discussion, a reply and a message become a question; a question a discussion; and all of it back."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.features import resolve
from hub.feed.models import Post, StreamItem
from hub.links.actions import link
from hub.links.models import Link, LinkKind
from hub.people.models import Watch
from hub.qa.actions import accept_answer
from hub.qa.models import Answer, Question
from hub.threads.actions import post_comment, react
from hub.threads.models import Comment, Mood
from hub.threads.watching import mark_read
from tests import cast
from tests.factories import make_answer, make_post, make_question

GLAZE = "Does cobalt glaze need a second firing?\n\nAsking for the studio."


def say(thing, by, words, parent=None):
    return post_comment(cast.person(by), thing, words, parent)


def order(text, *words):
    assert all(word in text for word in words), [word for word in words if word not in text]
    return sorted(words, key=text.index)


@dataclass
class Scene:
    """A discussion about glaze: the ids of what was said in it."""

    post: int
    answering: int
    below: int
    aside: int

    def __post_init__(self):
        self.ref = f"post:{self.post}"

    def ask(self, who, drain):
        """The address of the question that is made of it."""
        answers = [str(self.answering)]
        done = who.post(f"/turn/{self.ref}", title="Does cobalt need a second firing?", answers=answers)
        assert done.status_code == 303
        drain()
        return done.location


@pytest.fixture
def scene(ctx, drain, at):
    post = make_post(by="ada", body=GLAZE, topics=["Glaze"])
    answering = say(post, "ben", "Yes, at 1,200 degrees.")
    below = say(post, "cleo", "Even for plates?", parent=answering)
    aside = say(post, "gwen", "Good that you ask.")
    react(cast.person("gwen"), answering, Mood.AGREE)
    with transaction():
        mark_read(cast.person("ben"), post.ref, aside.id)
        link(cast.person("ada"), "question:77", post.ref, LinkKind.LINKED)
    found = Scene(post.id, answering.id, below.id, aside.id)
    drain()
    at(timedelta(minutes=5))
    return found


def test_a_discussion_becomes_a_question_with_all_that_hangs_on_it(ada, ben, cleo, gwen, scene, drain):
    assert cleo.get(f"/turn/{scene.ref}").status_code == 403, "a reader may not"
    assert "Make a question of it" in gwen.get(f"/p/{scene.post}").text
    assert 'value="Does cobalt glaze need a second firing?"' in gwen.get(f"/turn/{scene.ref}").text
    refused = gwen.post(f"/turn/{scene.ref}", title="", answers=[str(scene.answering)])
    assert (refused.status_code, f'value="{scene.answering}" checked' in refused.text) == (422, True)
    url = scene.ask(gwen, drain)
    page = cleo.get(url).text
    wanted = [
        "for the studio.",
        "Good that you ask.",
        "1 answer",
        "Yes, at 1,200 degrees.",
        "Even for plates?",
    ]
    assert order(page, *reversed(wanted)) == wanted
    assert "Gwen Curator</a> made a question of this discussion" in page
    assert "Agree" in page.partition("Yes, at 1,200")[2]
    assert "Glaze" in page
    assert "Accept" in ada.get(url).text, "whoever wrote it is whoever asks"
    assert "new since" not in ben.get(url).text, "what was read stays read"
    question, answer = session().query(Question).one(), session().query(Answer).one()
    assert (answer.author.handle, question.answer_count, question.comment_count) == ("ben", 1, 1)
    anchors = {
        scene.answering: f"#a{answer.id}",
        scene.below: f"#c{scene.below}",
        scene.aside: f"#c{scene.aside}",
    }
    assert {id: cleo.get(f"/comments/{id}").location for id in anchors} == {
        id: url + anchor for id, anchor in anchors.items()
    }
    assert cleo.get(f"/p/{scene.post}").location == url
    assert resolve(cast.person("cleo"), scene.ref).id == question.id
    assert [row.target for row in session().query(Link)] == [question.ref]
    following = {row.person_id for row in session().query(Watch).filter_by(ref=question.ref)}
    assert following == {cast.person(who).id for who in ("ada", "ben", "cleo", "gwen")}
    assert [(row.ref, row.is_shown) for row in session().query(StreamItem)] == [(question.ref, True)]
    assert url in ben.get("/search?q=cobalt").text
    assert "made a question or a discussion" in ben.get("/notifications").text


def test_what_is_new_to_whom_survives_every_turn(ada, ben, cleo, gwen, scene, drain, at):
    """Counted on whatever it is by then, once; one's own words never, and not at a first visit."""
    later = session().get_one(Post, scene.post)
    ada.get(f"/p/{scene.post}")
    at(timedelta(minutes=6))
    say(later, "cleo", "Which clay?")
    say(later, "cleo", "And which kiln?")
    at(timedelta(minutes=7))
    url = scene.ask(gwen, drain)
    page = ada.get(url).text
    assert "2 new since you were here" in page
    assert page.count("data-first-new") == 1
    for who in (ada, cleo, gwen):
        assert "since you were here" not in who.get(url).text, who.handle
    at(timedelta(minutes=8))
    make_answer(session().query(Question).one(), by="ben", body="Stoneware, in the small one.")
    at(timedelta(minutes=9))
    assert gwen.post(f"/turn/question:{session().query(Question).one().id}/back").status_code == 303
    drain()
    back = f"/p/{scene.post}"
    assert "1 new since you were here" in ada.get(back).text
    assert "since you were here" not in ada.get(back).text
    assert "2 new since you were here" in ben.get(back).text, "since before the first turn, without his own"


def test_taken_back_everything_has_its_first_address_and_the_mark_returns(ada, cleo, gwen, scene, drain):
    url = scene.ask(gwen, drain)
    question, answer = session().query(Question).one(), session().query(Answer).one()
    ref, answer_id = question.ref, answer.id
    accept_answer(cast.person("ada"), answer)
    late_id = say(question, "ada", "Thank you all.").id
    assert gwen.post(f"/turn/{ref}/back").location == f"/p/{scene.post}", "its first address"
    drain()
    page = cleo.get(f"/p/{scene.post}").text
    wanted = ["for the studio.", "Yes, at 1,200", "Even for plates?", "Good that you ask.", "Thank you all."]
    assert order(page, *reversed(wanted)) == wanted
    assert "made a question" not in page, "taken back at once it leaves no line"
    assert cleo.get(url).location == f"/p/{scene.post}"
    assert cleo.get(f"/a/{answer_id}").location == f"/p/{scene.post}#c{scene.answering}"
    assert session().get_one(Comment, scene.below).parent_id == scene.answering
    post = session().get_one(Post, scene.post)
    assert (post.comment_count, post.title) == (4, "Does cobalt need a second firing?")

    assert gwen.post(f"/turn/{scene.ref}/back").location == url
    assert "Accepted" in cleo.get(url).text, "the mark comes back with the question"
    assert cleo.get(f"/comments/{late_id}").location == f"{url}#c{late_id}"
    entries = (
        session().query(AuditEntry).filter(AuditEntry.action.startswith("turning.")).order_by(AuditEntry.id)
    )
    assert [entry.action for entry in entries] == [
        "turning.question",
        "turning.discussion",
        "turning.question",
    ]


def test_a_reply_becomes_a_question_of_its_own_and_goes_back(ada, ben, cleo, gwen, ctx, drain):
    post = make_post(by="ada", title="Open evening", body="When do we open?", topics=["Evenings"])
    stays = say(post, "ben", "At six.")
    reply = say(post, "cleo", "Who pays for the tea? I did last time.")
    below = say(post, "ben", "The tea money.", parent=reply)
    id, reply_id, below_id, stays_id = post.id, reply.id, below.id, stays.id
    drain()
    assert ben.get(f"/turn/comment:{reply_id}").status_code == 403, "neither its author nor a curator"
    assert "Make a question of it" in cleo.get(f"/comments/{reply_id}/more").text
    assert "Make a question of it" not in ben.get(f"/comments/{reply_id}/more").text
    assert 'value="Who pays for the tea?"' in cleo.get(f"/turn/comment:{reply_id}").text
    foreign = cleo.post(f"/turn/comment:{reply_id}", title="Who pays?", answers=[str(stays_id)])
    assert foreign.status_code == 409, "it was not said in reply to it"
    done = cleo.post(f"/turn/comment:{reply_id}", title="Who pays for the tea?", answers=[str(below_id)])
    drain()
    page = ada.get(done.location).text
    assert order(page, "The tea money.", "I did last time.") == ["I did last time.", "The tea money."]
    assert "Evenings" in page
    old = ada.get(f"/p/{id}").text
    assert "The tea money." not in old
    assert done.location in old
    assert session().get_one(Post, id).comment_count == 1
    assert ada.get(f"/comments/{reply_id}").location == done.location
    question = session().query(Question).one()
    back = cleo.post(f"/turn/{question.ref}/back")
    assert ada.get(back.location).location == f"/p/{id}#c{reply_id}"
    page = ada.get(f"/p/{id}").text
    wanted = ["At six.", "I did last time.", "The tea money."]
    assert order(page, *reversed(wanted)) == wanted
    assert "made a question" not in page
    assert ada.get(done.location).location == f"/p/{id}#c{reply_id}"
    assert session().get_one(Post, id).comment_count == 3


def test_what_customers_wait_for_or_were_told_stays_a_question(ada, gwen, cleo, ctx):
    worded = make_question(by="ada", title="Worded?")
    make_answer(worded, customer_text="Dear customer, yes.")
    waited = make_question(by="ada", title="Waited for?")
    with transaction():
        link(cast.person("finn"), "case:1", waited.ref, LinkKind.ASKED)
    plain = make_question(by="ada", title="What do you think of it?")
    make_answer(plain, by="ben", body="A lot.")
    plain_id = plain.id
    refs = worded.ref, waited.ref
    for ref, why in zip(refs, ("words for customers", "case waits"), strict=True):
        answer = gwen.post(f"/turn/{ref}")
        assert (answer.status_code, why in answer.text) == (403, True)
    assert cleo.post(f"/turn/question:{plain_id}").status_code == 403
    done = ada.post(f"/turn/question:{plain_id}")
    page = cleo.get(done.location).text
    assert order(page, "A lot.", "What do you think of it?") == ["What do you think of it?", "A lot."]
    assert cleo.get(f"/q/{plain_id}").location == done.location


def test_of_a_message_only_its_author_copies_their_own_words(ada, ben, cleo, ctx, drain):
    made = ada.post("/messages", to="ben", body="Between us: how hot is the kiln? Hilda is cross.")
    id = int(made.location.rpartition("/")[2].partition("#")[0])
    ben.post(f"/t/conversation:{id}/comments", body="Ask the others, but leave Hilda out.")
    mine, theirs = session().query(Comment).order_by(Comment.id)
    mine_id, theirs_id = mine.id, theirs.id
    assert cleo.get(f"/turn/comment:{mine_id}").status_code == 404
    assert ben.get(f"/turn/comment:{mine_id}").status_code == 403
    form = ada.get(f"/turn/comment:{mine_id}").text
    assert "how hot is the kiln?" in form
    assert "leave Hilda out" not in form.partition("<form")[2]
    done = ada.post(f"/turn/comment:{mine_id}", community="open", title="How hot?", body="Is the kiln.")
    drain()
    page = cleo.get(done.location).text
    assert "Is the kiln." in page
    assert "Hilda" not in page
    assert f"/messages/{id}" not in page + cleo.get(done.location + "/timeline").text
    talk = ben.get(f"/messages/{id}").text
    assert "Hilda is cross" in talk, "it stays where it was said"
    assert done.location not in talk
    assert session().get_one(Comment, theirs_id).about == f"conversation:{id}"


def test_comments_under_an_answer_are_few_and_one_becomes_an_answer(ada, ben, cleo, gwen, ctx, drain):
    question = make_question(by="ada")
    first = make_answer(question, by="ben", body="1,200 degrees.")
    said = [say(first, "cleo", f"Clear {number}?") for number in range(9)]
    below = say(first, "ada", "That is it.", parent=said[0])
    url, about, id, below_id = f"/q/{question.id}", first.ref, said[0].id, below.id
    drain()
    page = ada.get(ada.get(url).location).text
    assert "6 earlier comments" in page, "folded after a few"
    assert "these are enough" in page
    assert f"/t/{about}/comments/new" not in page
    late = ada.post(f"/t/{about}/comments", body="One more word")
    assert (late.status_code, "Write an answer of your own" in late.text) == (403, True)
    assert "One more word" in late.text, "nothing is lost"
    assert ben.post(f"/turn/comment:{id}/answer").status_code == 403, "not hers, and no curator"
    assert "Make an answer of it" in cleo.get(f"/comments/{id}/more").text
    done = cleo.post(f"/turn/comment:{id}/answer")
    drain()
    answer = session().query(Answer).order_by(Answer.id.desc()).first()
    assert done.location.endswith(f"#a{answer.id}")
    assert (answer.author.handle, answer.text, answer.comment_count) == ("cleo", "Clear 0?", 1)
    assert session().get_one(Question, answer.question_id).answer_count == 2
    page = ada.get(done.location.partition("#")[0]).text
    assert "made this answer of a comment" in page
    assert "made an answer of a comment" in page
    assert f"/t/{about}/comments/new" in page, "there is room again"
    assert ada.get(f"/comments/{id}").location == done.location
    answer_id = answer.id
    back = gwen.post(f"/turn/answer:{answer_id}/back")
    assert ada.get(back.location).location.endswith(f"#c{id}")
    assert session().get_one(Comment, below_id).parent_id == id
    assert ada.get(f"/a/{answer_id}").location.endswith(f"#c{id}")
    assert session().get_one(Question, answer.question_id).answer_count == 1
