"""The scenes inside: posts with their threads, questions with their answers."""

import random
from typing import Any

from hub.core.permissions import can
from hub.demo.stage import Stage
from hub.feed import actions as feed
from hub.feed.models import PostKind
from hub.people.models import Person
from hub.qa import actions as qa
from hub.qa.models import QuestionState
from hub.qa.rules import VOTE
from hub.threads import actions as threads
from hub.threads.models import Mood

BETWEEN = 20  # seconds between a thing and the first reaction to it


def plan_posts(stage: Stage) -> None:
    """Every post, its replies and reactions, as acts."""
    for row in stage.story["post"]:
        stage.act(row["at"], lambda row=row: _post(stage, row))
        for position, reply in enumerate(row.get("reply", ())):
            stage.act(
                reply["at"], lambda row=row, reply=reply, at=position: _reply(stage, row, reply, at), shift=1
            )


def plan_questions(stage: Stage) -> None:
    """Every question with what was answered, commented, accepted and vetted, as acts."""
    for row in stage.story["question"]:
        stage.act(row["at"], lambda row=row: _question(stage, row))
        for comment in row.get("comment", ()):
            stage.act(
                comment["at"],
                lambda row=row, c=comment: _comment(stage, f"question:{row['key']}", c),
                shift=1,
            )
        for answer in row.get("answer", ()):
            _plan_answer(stage, row, answer)


def _plan_answer(stage: Stage, row: dict[str, Any], answer: dict[str, Any]) -> None:
    stage.act(answer["at"], lambda: _answer(stage, row, answer), shift=2)
    for comment in answer.get("comment", ()):
        stage.act(comment["at"], lambda c=comment: _comment(stage, f"answer:{answer['key']}", c), shift=4)
    if answer.get("vetted_by"):
        stage.act(answer["vetted_at"], lambda: _vet(stage, answer), shift=3)
    if answer.get("accepted"):
        stage.act(answer.get("accepted_at", answer["at"]), lambda: _accept(stage, row, answer), shift=40)


def _post(stage: Stage, row: dict[str, Any]) -> None:
    author, space = stage.people[row["author"]], stage.spaces[row["community"]]
    about = stage.things.get(f"question:{row['answer']}") if row.get("answer") else None
    post = feed.write_post(
        author, space, _body(stage, row), row.get("title", ""), tuple(row.get("topics", ())),
        kind=PostKind(row["kind"]), about=about.ref if about else "",
    )  # fmt: skip
    if row.get("pinned_until"):
        post.pinned_until = stage.story.moment(row["pinned_until"])
    stage.things[f"post:{row['key']}"] = post
    _react(stage, post, row.get("reactions", {}))


def _body(row: dict[str, Any]) -> str:
    """Thanks go to the colleagues named in the text: those the story thanks are named if they are not."""
    body: str = row["body"].strip()
    missing = [f"@{handle}" for handle in row.get("thanks_to", ()) if f"@{handle}" not in body]
    return f"{' '.join(missing)}\n\n{body}" if missing else body


def _reply(stage: Stage, row: dict[str, Any], reply: dict[str, Any], position: int) -> None:
    post = stage.thing(f"post:{row['key']}")
    parent = stage.thing(f"reply:{row['key']}:{reply['reply_to']}") if "reply_to" in reply else None
    made = threads.post_comment(stage.people[reply["author"]], post, reply["body"].strip(), parent)
    stage.things[f"reply:{row['key']}:{position}"] = made
    _react(stage, made, reply.get("reactions", {}))


def _question(stage: Stage, row: dict[str, Any]) -> None:
    key = f"question:{row['key']}"
    if key not in stage.things:  # a case may have asked it already
        stage.things[key] = qa.ask_question(
            stage.people[row["author"]], stage.spaces[row["community"]], row["title"],
            row.get("body", "").strip(), row.get("topics", ()),
        )  # fmt: skip
    question = stage.things[key]
    _vote(stage, question, row.get("votes", 0))
    if row.get("state") == "obsolete":
        question.state = QuestionState.OBSOLETE


def _answer(stage: Stage, row: dict[str, Any], answer: dict[str, Any]) -> None:
    question = stage.thing(f"question:{row['key']}")
    made = qa.post_answer(
        stage.people[answer["author"]], question, answer["body"].strip(), answer.get("customer", "").strip()
    )
    stage.things[f"answer:{answer['key']}"] = made
    _vote(stage, made, answer.get("votes", 0))


def _vet(stage: Stage, answer: dict[str, Any]) -> None:
    qa.vet_answer(stage.people[answer["vetted_by"]], stage.thing(f"answer:{answer['key']}"))


def _accept(stage: Stage, row: dict[str, Any], answer: dict[str, Any]) -> None:
    accepter = stage.people[answer.get("accepted_by", row["author"])]
    qa.accept_answer(accepter, stage.thing(f"answer:{answer['key']}"))
    if row.get("state") == "obsolete":
        stage.thing(f"question:{row['key']}").state = QuestionState.OBSOLETE


def _comment(stage: Stage, about: str, comment: dict[str, Any]) -> None:
    threads.post_comment(stage.people[comment["author"]], stage.thing(about), comment["body"].strip())


def _react(stage: Stage, thing: Any, reactions: dict[str, list[str]]) -> None:
    for mood, handles in reactions.items():
        for handle in handles:
            threads.react(stage.people[handle], thing, Mood(mood))


def _vote(stage: Stage, thing: Any, votes: int) -> None:
    """As many votes as the story says, by colleagues who may vote; the same ones every time."""
    voters = [person for person in stage.people.values() if _may_vote(person, thing)]
    random.Random(thing.ref).shuffle(voters)
    for voter in voters[: abs(votes)]:
        qa.vote(voter, thing, 1 if votes > 0 else -1)


def _may_vote(person: Person, thing: Any) -> bool:
    return person.is_active and can(person, VOTE, thing)
