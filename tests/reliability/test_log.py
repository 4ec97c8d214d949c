"""The log of facts under stress: two readers of one cursor, an event that poisons, a worker that dies."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.cases.actions import replies
from hub.cases.models import Message
from hub.channels.contract import MessageState
from hub.core import clock, deliveries, dispatch
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, enqueue
from hub.core.dispatch import ParkedEvent, cursor_of, newest_event_id, pump
from hub.core.events import Event
from hub.core.features import registry
from tests import cast
from tests.cases.conftest import *  # noqa: F403 (a case on a line that remembers what left)
from tests.factories import make_question


class Reader:
    """A consumer that remembers what it was given, and stumbles over one event."""

    def __init__(self, name: str = "reader", poison: str = "") -> None:
        self.name = name
        self.poison = poison
        self.got: list[int] = []

    def handle(self, events: Sequence[Event]) -> None:
        """Note the ids down; a poisoned batch is undone as a whole."""
        for event in events:
            if event.subject == self.poison:
                raise ValueError("this one is bad")
        self.got += [event.id for event in events]


def from_here(reader: Reader) -> int:
    """Let a reader begin at the present end of the log; that end."""
    with transaction():
        cursor_of(reader.name).position = newest_event_id()
    return newest_event_id()


def ids_after(position: int) -> list[int]:
    """The events since."""
    return list(session().scalars(select(Event.id).where(Event.id > position).order_by(Event.id)))


def test_two_readers_of_one_cursor_share_the_events(ctx: None) -> None:
    """A second process that takes over in between sees neither the same events nor a gap."""
    first, second = Reader(), Reader()
    start = from_here(first)
    for number in range(5):
        make_question(title=f"Question {number}")
        pump((first, second)[number % 2])
    assert set(first.got).isdisjoint(second.got)
    assert sorted(first.got + second.got) == ids_after(start)


def test_a_poisoned_event_is_parked_and_the_rest_goes_on(ctx: None) -> None:
    reader, other = Reader("stumbling"), Reader("other")
    start = from_here(reader)
    from_here(other)
    make_question(title="Before")
    bad = make_question(title="Poison")
    make_question(title="After")
    reader.poison = bad.ref
    pump(other)
    assert other.got == ids_after(start)
    moment = clock.now()
    for tried in range(60):
        with clock.at(moment + timedelta(minutes=tried * 5)):
            pump(reader)
    poisoned = set(session().scalars(select(Event.id).where(Event.subject == bad.ref)))
    parked = session().scalars(select(ParkedEvent).where(ParkedEvent.consumer == "stumbling")).all()
    assert {each.event_id for each in parked} == poisoned
    assert "this one is bad" in parked[0].error
    assert reader.got == [id for id in ids_after(start) if id not in poisoned]


def test_a_parked_event_can_be_tried_again(ctx: None) -> None:
    reader = Reader("stumbling")
    from_here(reader)
    bad = make_question(title="Poison")
    reader.poison = bad.ref
    for tried in range(30):
        with clock.at(clock.now() + timedelta(minutes=tried * 5)):
            pump(reader)
    parked = session().scalars(select(ParkedEvent).where(ParkedEvent.consumer == "stumbling")).all()
    reader.poison = ""
    for each in parked:
        dispatch.retry_parked(reader, each)
    assert reader.got == [each.event_id for each in parked]
    assert not session().scalars(select(ParkedEvent).where(ParkedEvent.consumer == "stumbling")).all()


class Killed(BaseException):
    """The process ends: nothing after this line runs."""


def test_a_job_of_a_dead_worker_is_done_again_after_its_lease(ctx: None) -> None:
    tries: list[int] = []

    def handler(row: Delivery) -> None:
        tries.append(row.attempts)
        if row.attempts == 1:
            raise Killed

    with transaction():
        enqueue("reliability", "one", {})
    with pytest.raises(Killed):
        deliveries.work_once({"reliability": handler}, worker="first")
    assert deliveries.work_once({"reliability": handler}, worker="second") == 0, "the lease still holds"
    with clock.at(clock.now() + deliveries.LEASE + timedelta(seconds=1)):
        assert deliveries.work_once({"reliability": handler}, worker="second") == 1
    assert tries == [1, 2]
    row = session().scalars(select(Delivery).where(Delivery.queue == "reliability")).one()
    assert row.state == "done"


@pytest.mark.parametrize("sent", [False, True], ids=["before sending", "after sending"])
def test_a_reply_never_leaves_twice(
    case_id: int, recorder: Any, sent: bool, monkeypatch: pytest.MonkeyPatch, at: Callable[[Any], None]
) -> None:
    """Killed between the customer's channel and our note of it: shown as unknown, never sent again."""
    message = replies.send_reply(cast.person("finn"), the_case(case_id), "All is well.")  # noqa: F405
    send = recorder.send

    def dies(channel: Any, outgoing: Any) -> Any:
        if sent:
            send(channel, outgoing)
        raise Killed

    monkeypatch.setattr(recorder, "send", dies)
    at(timedelta(seconds=9))
    with pytest.raises(Killed):
        deliveries.work_once(registry.handlers())
    session.remove()
    monkeypatch.setattr(recorder, "send", send)
    at(deliveries.LEASE + timedelta(seconds=1))
    deliveries.work_once(registry.handlers())
    assert len(recorder.sent) == (1 if sent else 0)
    stored = session().get_one(Message, message.id, populate_existing=True)
    assert stored.state == MessageState.UNKNOWN
    assert "before you send it again" in stored.reason
