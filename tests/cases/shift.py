"""A desk as it really is: agents, customers, helpers and a moody provider, all doing things at once.

Everything goes through the front door. What was said is remembered here, on its own; what the hub then holds,
and what left it, is compared with that.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from sqlalchemy import func, select

from hub.cases.models import OVER, Case, CaseState, Message, Note
from hub.channels.contract import MessageState, Outgoing, Sent
from hub.core import clock
from hub.core.db import session
from hub.qa.models import Answer, Question
from tests import cast
from tests.cases.desk import Recorder
from tests.conftest import Someone

TARGET = timedelta(minutes=60)  # the first answer on the line of the tests
MARK = re.compile(r"\b(?:inner|outer)\d+\b")
UNDER_WAY = (MessageState.HELD, MessageState.QUEUED, MessageState.SENDING)
ARRIVED = (MessageState.SENT, MessageState.DELIVERED, MessageState.READ)
MOODS = {
    "fine": Sent(MessageState.SENT),
    "busy": Sent(MessageState.QUEUED, reason="Busy.", retry_seconds=60),
    "refuses": Sent(MessageState.FAILED, reason="No such address."),
    "lost": Sent(MessageState.UNKNOWN, reason="The line broke after the text was handed over."),
}


class Moody(Recorder):
    """A provider that answers as its mood is. What it took, it took, also when its answer was lost."""

    def __init__(self) -> None:
        super().__init__()
        self.mood = "fine"
        self.taken: Counter[str] = Counter()

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        self.answer = MOODS[self.mood]
        if self.mood in ("fine", "lost"):
            self.taken.update(MARK.findall(outgoing.reply.body))
        return super().send(channel, outgoing)


@dataclass
class World:
    """What the machine can do to the hub: people at browsers, a customer's pen, time, workers, the loop."""

    people: dict[str, Someone]
    provider: Moody
    writes: Callable[..., int]
    later: Callable[[timedelta], None]
    work: Callable[[], None]
    drain: Callable[[], None]
    count: int = 0
    macro: int = 0  # of the desk, once it is set up
    said: dict[str, str] = field(default_factory=dict)  # what customers wrote: mark → address
    promised: dict[str, int] = field(default_factory=dict)  # replies that were acknowledged: mark → case

    def mark(self, kind: str) -> str:
        """A word that stands nowhere else."""
        self.count += 1
        return f"{kind}{self.count}"


class Shift(RuleBasedStateMachine):
    """What may happen. A test makes a class of it that knows its `world`."""

    world: World
    earlier = 0  # the last case of the shift before
    cases = Bundle("cases")
    replies = Bundle("replies")
    questions = Bundle("questions")
    answers_inside = Bundle("answers_inside")
    agent = st.sampled_from(["finn", "hugo"])

    @initialize(target=cases, count=st.integers(1, 3))
    def morning(self, count: int) -> Any:
        for each in self.world.people.values():
            each.get("/settings")  # a sign-in ends after two weeks without a visit
        self.world.provider.mood = "fine"
        self.earlier = session().scalar(select(func.max(Case.id))) or 0
        self.stood: set[int] = set()  # cases whose clock stood still for a while, by hand
        return multiple(*(self._writes(f"c{self.world.count}@example.net") for _each in range(count)))

    @rule(target=cases)
    def somebody_new_writes(self) -> int:
        return self._writes(f"c{self.world.count}@example.net")

    @rule(target=cases, case=cases, same_thread=st.booleans())
    def they_write_again(self, case: int, same_thread: bool) -> int:
        found = session().get_one(Case, case)
        return self._writes(found.address, thread=found.thread if same_thread else "")

    @rule(target=replies, case=cases, agent=agent, then=st.sampled_from(["wait", "solve", "close", "open"]))
    def answers(self, case: int, agent: str, then: str) -> Any:
        mark = self.world.mark("outer")
        body = f"Thank you for writing. We looked at it together, see {mark}."
        sent = self.world.people[agent].post(f"/cases/{case}/replies", body=body, then=then)
        if merged(case):
            assert sent.status_code == 422
            return None
        assert sent.status_code == 303, sent.text
        self.world.promised[mark] = case
        return mark

    @rule(case=cases, agent=agent, which=st.integers(0, 9))
    def tries_to_tell_what_is_inside(self, case: int, agent: str, which: int) -> None:
        inside = [*inner_texts(case), ":::internal\nNobody outside may read inner0.\n:::"]
        text = inside[which % len(inside)]
        assert (
            self.world.people[agent].post(f"/cases/{case}/replies", body=f"Hello! {text}").status_code == 422
        )

    @rule(case=cases, agent=agent)
    def notes(self, case: int, agent: str) -> None:
        body = f"The limit is 180 euro without approval, keep {self.world.mark('inner')} to ourselves please."
        assert self.world.people[agent].post(f"/cases/{case}/notes", body=body).status_code in (
            303,
            403,
            409,
            422,
        )

    @rule(target=questions, case=cases, agent=agent)
    def asks_inside(self, case: int, agent: str) -> Any:
        title, body = (
            f"Who knows about {self.world.mark('inner')}?",
            f"They ask again, {self.world.mark('inner')}.",
        )
        self.world.people[agent].post(
            f"/cases/{case}/ask", community=cast.space("open").id, title=title, body=body
        )
        return session().scalars(select(Question.id).where(Question.title == title)).one_or_none()

    @rule(target=answers_inside, question=questions)
    def a_colleague_answers(self, question: int | None) -> Any:
        if question is None:
            return None
        secret = f"It costs us 40 euro, budget {self.world.mark('inner')} of the station.\n"
        body = f"Yes, it can be lent.\n\n:::internal\n{secret}:::"
        told = f"You can borrow one, free of charge, {self.world.mark('outer')}."
        self.world.people["ben"].post(f"/q/{question}/answers", body=body, customer_text=told)
        return session().scalars(select(Answer.id).where(Answer.customer_text == told)).one_or_none()

    @rule(target=replies, case=cases, answer=answers_inside, agent=agent)
    def sends_what_a_colleague_wrote(self, case: int, answer: int | None, agent: str) -> Any:
        if answer is None or merged(case):
            return None
        found = session().get_one(Answer, answer)
        ref, mark, known = found.ref, self.world.mark("outer"), found.customer_text
        self.world.people[agent].post(f"/cases/{case}/sources", ref=ref)
        body = f"{known} Ask for {mark}."
        sent = self.world.people[agent].post(f"/cases/{case}/replies", body=body, source=ref, confirmed="1")
        assert sent.status_code == 303, sent.text
        self.world.promised[mark] = case
        return mark

    @rule(mark=consumes(replies), agent=agent)
    def takes_it_back(self, mark: str | None, agent: str) -> None:
        if mark is None:
            return
        message = reply_with(mark)
        case, held = message.case_id, message.state == MessageState.HELD
        back = self.world.people[agent].post(f"/cases/{case}/replies/{message.id}/return")
        assert back.status_code == (303 if held else 409)

    @rule(mark=replies, agent=agent)
    def sends_it_again(self, mark: str | None, agent: str) -> None:
        if mark is None:
            return
        message = reply_with(mark)
        if message.state == MessageState.FAILED:  # of what may have arrived a person decides, not we
            assert (
                self.world.people[agent]
                .post(f"/cases/{message.case_id}/replies/{message.id}/again")
                .status_code
                == 303
            )

    @rule(target=cases, agent=agent, minutes=st.sampled_from([0, 20]), turned=st.booleans())
    def somebody_writes_twice(self, agent: str, minutes: int, turned: bool) -> Any:
        """Two cases of one customer, which somebody sees at once."""
        first = self.somebody_new_writes()
        self.world.later(timedelta(minutes=minutes))
        second = self.they_write_again(first, same_thread=False)
        self.puts_two_together(first, agent, turned)
        return multiple(first, second)

    @rule(case=cases, agent=agent, turned=st.booleans())
    def puts_two_together(self, case: int, agent: str, turned: bool) -> None:
        found = session().get_one(Case, case)
        theirs = select(Case.id).where(Case.customer_id == found.customer_id, Case.id > self.earlier)
        source, into = case, session().scalars(theirs.where(Case.id != case)).first() or case
        if turned:
            source, into = into, source
        self.world.people[agent].post(f"/cases/{source}/merge", into=into, sure="1")
        if source in self.stood:
            self.stood.add(into)

    @rule(source=cases, into=cases, agent=agent)
    def tries_to_put_together_what_is_not(self, source: int, into: int, agent: str) -> None:
        others = [session().get_one(Case, each).customer_id for each in (source, into)]
        if others[0] != others[1]:
            assert (
                self.world.people[agent].post(f"/cases/{source}/merge", into=into, sure="1").status_code
                == 422
            )

    @rule(case=cases, agent=agent)
    def parts_them(self, case: int, agent: str) -> None:
        page = self.world.people[agent].get(f"/cases/{case}/merge").text
        for undo in re.findall(r"/cases/\d+/merges/\d+/undoing", page)[:1]:
            self.world.people[agent].post(undo)
            self.stood.update(session().scalars(select(Case.id).where(Case.id > self.earlier)))

    @rule(target=cases, case=cases, agent=agent)
    def makes_a_case_of_a_message(self, case: int, agent: str) -> Any:
        heard = select(Message.id).where(Message.case_id == case, Message.author_id.is_(None))
        last = session().scalars(heard.order_by(Message.id.desc())).first()
        made = self.world.people[agent].post(f"/cases/{case}/messages/{last}/case") if last else None
        if made is None or made.status_code != 303:
            return case
        return int(made.location.rpartition("/")[2])

    @rule(case=cases, agent=agent, state=st.sampled_from([each.value for each in CaseState]))
    def moves_it(self, case: int, agent: str, state: str) -> None:
        self.stood.add(case)
        assert self.world.people[agent].post(f"/cases/{case}/state", state=state).status_code < 500

    @rule(case=cases, agent=agent, what=st.sampled_from(["spam", "quiet"]), on=st.sampled_from(["", "1"]))
    def keeps_it_quiet(self, case: int, agent: str, what: str, on: str) -> None:
        self.stood.add(case)
        assert self.world.people[agent].post(f"/cases/{case}/{what}", on=on).status_code < 500

    @rule(case=cases, agent=agent, to=st.sampled_from(["me", "", "finn", "hugo"]))
    def hands_it_on(self, case: int, agent: str, to: str) -> None:
        assert self.world.people[agent].post(f"/cases/{case}/assignee", to=to).status_code < 500

    @rule(mood=st.sampled_from(list(MOODS)))
    def the_provider_changes_its_mood(self, mood: str) -> None:
        self.world.provider.mood = mood

    @rule(minutes=st.sampled_from([1, 7, 45, 600]))
    def time_passes(self, minutes: int) -> None:
        self.world.later(timedelta(minutes=minutes))
        self.world.work()

    @rule()
    def facts_arrive(self) -> None:
        self.world.drain()

    @invariant()
    def nothing_of_inside_has_left(self) -> None:
        session.remove()
        left = " ".join(f"{each.reply.body} {each.subject}" for each in self.world.provider.sent)
        assert "inner" not in left

    @invariant()
    def clocks_are_right(self) -> None:
        for case in session().scalars(select(Case).where(Case.id > self.earlier)):
            check_clock(case, has_stood=case.id in self.stood)

    def teardown(self) -> None:
        self.world.provider.mood = "fine"
        for _round in range(4):
            self.world.later(timedelta(minutes=20))
            self.world.work()
            self.world.drain()
        self.nothing_of_inside_has_left()
        self.clocks_are_right()
        check_words(self.world)

    def _writes(self, address: str, thread: str = "") -> int:
        mark = self.world.mark("said")
        self.world.said[mark] = address
        return self.world.writes(
            f"My bag, {mark}.", address=address, thread=thread or f"t-{mark}", name="Kim Berg",
            subject=f"About {mark}",
        )  # fmt: skip


def merged(case: int) -> bool:
    """Whether it went into another case."""
    return session().get_one(Case, case, populate_existing=True).merged_into_id is not None


def inner_texts(case: int) -> list[str]:
    """What was written inside this case."""
    return list(session().scalars(select(Note.body).where(Note.case_id == case)))


def reply_with(mark: str) -> Message:
    """The reply that carries this word."""
    session.remove()
    return session().scalars(select(Message).where(Message.body.contains(f"{mark}."))).one()


def check_clock(case: Case, *, has_stood: bool) -> None:
    """A promise runs while an answer is owed and we are the ones to move; else none does."""
    stands = case.state in OVER or case.state == CaseState.WAITING_CUSTOMER
    if stands:
        assert case.due_at is None, f"{case.ref} is {case.state} and promises an answer"
        return
    replied = last_reply_at(case)
    if not case.is_quiet and (replied is None or replied < case.wrote_at):
        assert case.due_at is not None, f"{case.ref}, {case.state}: nobody answers, and nothing is promised"
    if case.due_at is None:
        return
    assert case.waiting_since is not None, f"{case.ref} promises an answer and nobody waits"
    owed, first = case.reply_from, first_unanswered(case, replied)
    assert owed is not None, f"{case.ref} promises an answer, and its clock stands"
    assert case.due_at <= owed + TARGET, f"{case.ref} is owed an answer since {owed}"
    if has_stood:  # what was used before it stood is gone
        return
    assert case.due_at == owed + TARGET, f"{case.ref} is owed an answer since {owed}"
    assert case.waiting_since <= owed  # a reply that keeps it open leaves its customer waiting
    if replied is None:
        assert case.waiting_since == owed == first, f"{case.ref}: the first waits longest"
    else:  # what came along from another case waits for an answer of its own
        assert first is None or owed <= first, f"{case.ref}: the first waits longest"


def first_unanswered(case: Case, replied: datetime | None) -> datetime | None:
    """When the customer wrote the first of what no reply came after."""
    heard = select(Message.at).where(Message.case_id == case.id, Message.state == MessageState.RECEIVED)
    return min((at for at in session().scalars(heard) if replied is None or at > replied), default=None)


def last_reply_at(case: Case) -> datetime | None:
    """When somebody of us last wrote what was neither taken back nor refused."""
    ours = select(Message.at).where(
        Message.case_id == case.id, Message.author_id.is_not(None),
        Message.state.in_((*UNDER_WAY, *ARRIVED, MessageState.UNKNOWN)),
    )  # fmt: skip
    return session().scalars(ours.order_by(Message.at.desc())).first()


def check_words(world: World) -> None:
    """Nothing that was acknowledged is lost, nothing is there or left twice."""
    session.remove()
    heard = Counter[str]()
    for body in session().scalars(select(Message.body).where(Message.state == MessageState.RECEIVED)):
        heard.update(re.findall(r"said\d+", body))
    assert heard == Counter(dict.fromkeys(world.said, 1))
    for mark in world.promised:
        message = reply_with(mark)
        left = world.provider.taken[mark]
        expected = 1 if message.state in (*ARRIVED, MessageState.UNKNOWN) else 0
        assert left == expected, f"{mark} is {message.state} and left {left} times"
        assert message.state not in UNDER_WAY, f"{mark} never left: {message.state} at {clock.now()}"
