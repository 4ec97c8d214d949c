"""The scenes with customers: what they wrote, what was asked inside, what was answered and rated."""

import re
from dataclasses import replace
from typing import Any

from hub.cases import clocks, guard
from hub.cases.actions import handling, inside, intake, outcomes, replies, steps
from hub.cases.models import Case, CaseState, Customer, Identity, Message, Priority
from hub.cases.rules import ADD_NOTE, ASK_INSIDE, REPLY
from hub.channels.contract import (
    Author,
    ChannelKind,
    Incoming,
    MessageState,
    adapter_of,
    identity_kind,
)
from hub.channels.models import Channel
from hub.channels.posts import Post, keep_posts
from hub.core import clock
from hub.core.db import session
from hub.core.deliveries import Delivery
from hub.core.errors import Invalid, NotFound
from hub.core.permissions import SYSTEM, can
from hub.demo.stage import Stage
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.people.models import Person

ADDRESS_OF = {"manual": "phone", "form": "email", "api": "email", "simulator": "email"}
END = {"solved": "solve", "closed": "close"}


def plan_cases(stage: Stage) -> None:
    """Every case as acts: opened, answered, asked inside, joined, noted, rated, put aside."""
    for row in stage.story["customer"]:
        stage.things[f"customer:{row['key']}"] = row
    for row in stage.story["film"]:
        stage.things[f"film:{row['key']}"] = row
    for row in stage.story["case"]:
        for position, message in enumerate(row["message"]):
            stage.act(message["at"], _message, stage, row, message, position, shift=5)
        for note in row.get("note", ()):
            stage.act(note["at"], _note, stage, row, note, shift=6)
        if row.get("asked"):
            stage.act(row["asked_at"], _ask, stage, row, shift=7)
        _plan_end(stage, row)


def _plan_end(stage: Stage, row: dict[str, Any]) -> None:
    last = row["message"][-1]["at"]
    asked = {question["key"]: question["at"] for question in stage.story["question"]}
    for question in row.get("joined", ()):
        moment = max(stage.story.moment(last), stage.story.moment(asked[question]))
        stage.act(moment, _join, stage, row, question, shift=30)
    stage.act(last, _settle, stage, row, shift=50)
    if row.get("rating"):
        stage.act(row["rated_at"], _rate, stage, row, shift=60)


def _message(stage: Stage, row: dict[str, Any], message: dict[str, Any], position: int) -> None:
    if position == 0:
        _open(stage, row, message)
    elif message["from"] == "customer":
        incoming = _incoming(stage, row, message, position)
        intake.add_message(stage.thing(f"case:{row['key']}"), incoming)
    else:
        _reply(stage, row, message)


def _open(stage: Stage, row: dict[str, Any], message: dict[str, Any]) -> None:
    channel = stage.thing(f"channel:{row['desk']}:{row['channel']}")
    customer = _customer(stage, row)
    incoming = _incoming(stage, row, message, 0)
    if row.get("film"):
        incoming = replace(incoming, extra={"post": _film(stage, channel, row["film"]).id})
    case = intake.open_case(
        SYSTEM, channel, customer, replace(incoming, subject=row["subject"]), number=row["number"]
    )
    stage.things[f"case:{row['key']}"] = case
    intake.add_message(case, incoming, first=True)
    case.priority = Priority(row.get("priority", "normal"))
    case.reply_used = 60 * (channel.first_reply_minutes - row["first_reply_minutes"])
    clocks.set_moments(case)
    case.customer.note = case.customer.note or stage.thing(f"customer:{row['customer']}").get("note", "")
    if row.get("assignee"):
        case.assignee_id = stage.people[row["assignee"]].id
        case.state = CaseState.OPEN


def _reply(stage: Stage, row: dict[str, Any], message: dict[str, Any]) -> None:
    case, agent = stage.thing(f"case:{row['key']}"), stage.people[message["from"]]
    if not adapter_of(case.channel).traits.can_send:
        handling.add_note(agent, case, f"Told the customer on the phone: {message['body'].strip()}")
        case.first_replied_at = case.first_replied_at or clock.now()
        case.replied_at = clock.now()
        return
    for source in message.get("made_from", ()):
        _insert(stage, case, agent, source)
    sent = _send(case, agent, message["body"].strip())
    session().delete(session().query(Delivery).filter_by(queue=steps.OUTBOX, key=sent.ref).one())
    state = MessageState(message.get("delivery", "delivered"))
    if state == MessageState.FAILED:
        replies.reply_moved(sent, state, reason=message.get("delivery_reason", ""))
        return
    replies.reply_moved(sent, MessageState.SENT)
    replies.reply_moved(sent, state)


def _send(case: Case, agent: Person, body: str) -> Message:
    """Through the guard like every reply; where it asks, the agent had a reason."""
    try:
        return replies.send_reply(agent, case, body, then="wait", confirmed=True)
    except guard.Stopped as stopped:
        reasons = {each.key: "Checked when it was sent." for each in stopped.findings}
        return replies.send_reply(agent, case, body, then="wait", confirmed=True, overrides=reasons)


def _insert(stage: Stage, case: Case, agent: Person, source: str) -> None:
    key = source.replace("article:", "page:")
    thing = stage.thing(key if ":" in key else f"answer:{key}")
    try:
        replies.insert_source(agent, case, thing.ref)
    except (Invalid, NotFound):  # no customer wording, or not theirs to open: it was used as a basis
        link(agent, case.ref, thing.ref, LinkKind.LINKED)


def _ask(stage: Stage, row: dict[str, Any]) -> None:
    """The story's question was asked from this case, by whoever the question says."""
    case, question = stage.thing(f"case:{row['key']}"), stage.thing(f"question:{row['asked']}")
    asker = next(
        (person for person in (question.author, case.assignee) if person and can(person, ASK_INSIDE, case)),
        None,
    ) or _anybody(case, stage)
    inside.join_question(asker, case, question.ref, kind=LinkKind.ASKED)


def _join(stage: Stage, row: dict[str, Any], question: str) -> None:
    case = stage.thing(f"case:{row['key']}")
    joiner = case.assignee or _anybody(case, stage)
    inside.join_question(joiner, case, stage.thing(f"question:{question}").ref)


def _note(stage: Stage, row: dict[str, Any], note: dict[str, Any]) -> None:
    """Somebody outside the desk cannot write inside it: the agent keeps what they said."""
    case, author, body = stage.thing(f"case:{row['key']}"), stage.people[note["author"]], note["body"].strip()
    if not can(author, ADD_NOTE, case):
        author, body = case.assignee or _anybody(case, stage), f"{author.name}: {body}"
    handling.add_note(author, case, body)


def _settle(stage: Stage, row: dict[str, Any]) -> None:
    """The state the story leaves the case in."""
    case, state = stage.thing(f"case:{row['key']}"), CaseState(row["state"])
    agent = case.assignee or _anybody(case, stage)
    if state in (CaseState.SOLVED, CaseState.CLOSED):
        lesson = row.get("lesson") or {}
        outcomes.solve(
            agent, case, lesson=lesson.get("kind", ""), note=lesson.get("text", ""),
            close=state == CaseState.CLOSED,
        )  # fmt: skip
        for waiting in session().query(Delivery).filter_by(queue=steps.OUTBOX, state="waiting"):
            _let_out(waiting)
    elif case.state != state:
        steps.set_state(case, state)
        case.waiting_since = None if state == CaseState.WAITING_CUSTOMER else case.wrote_at
    if row.get("snoozed_until"):
        case.snoozed_until = stage.story.moment(row["snoozed_until"])


def _anybody(case: Case, stage: Stage) -> Person:
    """An agent of the case's desk."""
    return next(person for person in stage.people.values() if can(person, REPLY, case))


def _let_out(waiting: Delivery) -> None:
    """The question for a rating counts as sent."""
    message = session().get_one(Message, waiting.payload["message_id"])
    session().delete(waiting)
    replies.reply_moved(message, MessageState.SENT)


def _rate(stage: Stage, row: dict[str, Any]) -> None:
    words = re.sub(r"^\[[a-z]{2}\] ", "", row.get("rating_comment", ""))  # the story notes the language
    outcomes.rate(stage.thing(f"case:{row['key']}"), row["rating"], words)


def _incoming(stage: Stage, row: dict[str, Any], message: dict[str, Any], position: int) -> Incoming:
    return Incoming(
        external_id=f"demo:{row['number']}:{position}",
        author=Author(_address(stage, row), stage.thing(f"customer:{row['customer']}")["name"]),
        text=message["body"].strip(),
        at=clock.now(),
        thread=f"demo:{row['number']}",
        language=message.get("lang", "en"),
    )


def _film(stage: Stage, channel: Channel, key: str) -> Post:
    """What customers comment on, as its channel would have told of it."""
    row = stage.thing(f"film:{key}")
    film = Post(key, row["title"], row["text"], at=stage.story.moment(row["at"]))
    keep_posts(channel, [film])
    return film


def _customer(stage: Stage, row: dict[str, Any]) -> Customer:
    """One person over all channels: every handle of the story is an identity of theirs."""
    found = stage.thing(f"customer:{row['customer']}")
    if "made" not in found:
        language = found.get("language", "en")
        made = Customer(
            name=found["name"], language=language, note=found.get("note", ""), created_at=clock.now()
        )
        session().add(made)
        session().flush()
        found["made"] = made
    kind, address = identity_kind(ChannelKind(row["channel"])), _address(stage, row)
    known = session().query(Identity).filter_by(kind=kind, address=address).one_or_none()
    if known is None:
        session().add(Identity(customer_id=found["made"].id, kind=kind, address=address))
        session().flush()
    customer: Customer = found["made"]
    return customer


def _address(stage: Stage, row: dict[str, Any]) -> str:
    found = stage.thing(f"customer:{row['customer']}")
    handles = found.get("handles", {})
    wanted = ADDRESS_OF.get(row["channel"], row["channel"])
    fallback = re.sub(r"[^a-z0-9]+", ".", row["customer"]) + "@example.net"
    return str(handles.get(row["channel"]) or handles.get(wanted) or handles.get("email") or fallback).lower()
