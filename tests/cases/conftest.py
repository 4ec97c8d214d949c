"""A line to customers that is recorded, a case on it, and a colleague's vetted answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.cases.actions import inside
from hub.cases.models import Case, Message
from hub.channels.models import Channel
from hub.core import deliveries
from hub.core.db import session
from hub.core.features import registry
from hub.qa import actions as qa
from hub.qa.models import Question
from tests import cast
from tests.cases.desk import Recorder, customer_writes, record_channel

KNOWN = (
    "Yes, the desk in Oslo has two.\n\n:::internal\nRefund limit is €180 without approval, budget 4410.\n:::"
)
WORDING = "Hi {{first_name}}, you can borrow a stroller from our baggage desk, free of charge."


@pytest.fixture
def line(ctx: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Recorder, int]:
    """The recorder, and the id of its channel."""
    recorder, channel = record_channel(monkeypatch)
    return recorder, channel.id


@pytest.fixture
def recorder(line: tuple[Recorder, int]) -> Recorder:
    """What left the hub."""
    return line[0]


@pytest.fixture
def writes(line: tuple[Recorder, int]) -> Callable[..., int]:
    """A customer writes; the id of the case."""
    return lambda text, **more: customer_writes(session().get_one(Channel, line[1]), text, **more).id


@pytest.fixture
def case_id(writes: Callable[..., int]) -> int:
    """Marta's case."""
    return writes("My stroller is broken. I am Marta Kowalczyk, +47 911 22 333.")


@pytest.fixture
def answer_id(case_id: int, drain: Callable[[], None]) -> int:
    """What Ben answered to it: vetted by Gwen, accepted by Finn."""
    finn = cast.person("finn")
    ref = inside.ask_inside(
        finn, the_case(case_id), cast.space("open"), "Is there a loan stroller?", "> Help"
    )
    question = session().get_one(Question, int(ref.split(":")[1]))
    answer = qa.post_answer(cast.person("ben"), question, KNOWN, WORDING)
    qa.vet_answer(cast.person("gwen"), answer)
    qa.accept_answer(finn, answer)
    drain()
    return answer.id


@pytest.fixture
def work(at: Callable[[Any], None]) -> Callable[..., None]:
    """Let time pass and the workers do what is due."""

    def later(seconds: int = 9) -> None:
        at(timedelta(seconds=seconds))
        deliveries.work_once(registry.handlers())

    return later


def the_case(case_id: int) -> Case:
    """The case as it is stored now."""
    return session().get_one(Case, case_id, populate_existing=True)


def last_reply(case_id: int) -> Message:
    """The last thing that one of us wrote to the customer."""
    statement = select(Message).where(Message.case_id == case_id, Message.author_id.is_not(None))
    found = session().scalars(
        statement.order_by(Message.id.desc()), execution_options={"populate_existing": True}
    )
    return found.first()  # type: ignore[return-value]  # a test that has none fails, as it should
