"""The scenes inside: posts with their threads, questions with their answers."""

import random
from itertools import islice
from typing import Any

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import can
from hub.demo.ballots import play_announcement, play_poll, put_on_top
from hub.demo.stage import Stage
from hub.feed import actions as feed
from hub.feed.models import PostKind
from hub.qa import actions as qa
from hub.qa.models import Vote
from hub.qa.rules import VOTE
from hub.threads import actions as threads
from hub.threads.models import Mood, Reaction

BETWEEN = 20  # seconds between a thing and the first reaction to it


def plan_posts(stage: Stage) -> None:
    """Every post, its replies and reactions, as acts."""
    for row in stage.story["post"]:
        stage.act(row["at"], _post, stage, row)
        for position, reply in enumerate(row.get("reply", ())):
            stage.act(reply["at"], _reply, stage, row, reply, position, shift=1)


def plan_questions(stage: Stage) -> None:
    """Every question with what was answered, commented, accepted and vetted, as acts."""
    for row in stage.story["question"]:
        stage.act(row["at"], _question, stage, row)
        for comment in row.get("comment", ()):
            stage.act(
                comment["at"],
                _comment,
                stage,
                f"question:{row['key']}",
                comment,
                shift=1,
            )
        for answer in row.get("answer", ()):
            _plan_answer(stage, row, answer)


def _plan_answer(stage: Stage, row: dict[str, Any], answer: dict[str, Any]) -> None:
    stage.act(answer["at"], _answer, stage, row, answer, shift=2)
    for comment in answer.get("comment", ()):
        stage.act(comment["at"], _comment, stage, f"answer:{answer['key']}", comment, shift=4)
    if answer.get("vetted_by"):
        stage.act(answer["vetted_at"], _vet, stage, answer, shift=3)
    if answer.get("accepted"):
        stage.act(answer.get("accepted_at", answer["at"]), _accept, stage, row, answer, shift=40)


def _post(stage: Stage, row: dict[str, Any]) -> None:
    if row["kind"] == PostKind.POLL:
        stage.things[f"post:{row['key']}"] = play_poll(stage, row)
        return
    if row["kind"] == PostKind.ANNOUNCEMENT:
        stage.things[f"post:{row['key']}"] = play_announcement(stage, row)
        return
    author, space = stage.people[row["author"]], stage.spaces[row["community"]]
    about = stage.things.get(f"question:{row['answer']}") if row.get("answer") else None
    post = feed.write_post(
        author, space, _body(row), row.get("title", ""), tuple(row.get("topics", ())),
        kind=PostKind(row["kind"]), about=about.ref if about else "",
    )  # fmt: skip
    stage.things[f"post:{row['key']}"] = post
    if row.get("pinned"):
        put_on_top(post)
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


def _comment(stage: Stage, about: str, comment: dict[str, Any]) -> None:
    threads.post_comment(stage.people[comment["author"]], stage.thing(about), comment["body"].strip())


def _react(stage: Stage, thing: Any, reactions: dict[str, list[str]]) -> None:
    """Reactions and votes come by the thousand: written at once, and told to nobody."""
    moment = clock.now()
    session().add_all(
        Reaction(ref=thing.ref, person_id=stage.people[handle].id, mood=Mood(mood), at=moment)
        for mood, handles in reactions.items()
        for handle in handles
    )


def _vote(stage: Stage, thing: Any, votes: int) -> None:
    """As many votes as the story says, by colleagues who may vote; the same ones every time."""
    voters = list(stage.people.values())
    random.Random(thing.title if hasattr(thing, "title") else thing.body).shuffle(voters)
    may = (person for person in voters if person.is_active and can(person, VOTE, thing))
    chosen = list(islice(may, abs(votes)))
    value, moment = (1 if votes > 0 else -1), clock.now()
    session().add_all(Vote(ref=thing.ref, person_id=person.id, value=value, at=moment) for person in chosen)
    thing.vote_count = value * len(chosen)
