"""Whatever a provider does wrong, on every kind of channel that carries replies: what the contract promises.

Simulated kinds are played by the hub's own simulator, mail and the form by an SMTP server that misbehaves.
Programs fetch their replies, and what people post by hand leaves by no line of ours: nothing of the way out
can fail there. X without access takes part in what concerns hearing, by the door where posts are pasted.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.cases.actions import posting, replies
from hub.cases.actions.reports import note_report
from hub.cases.models import Case, Message
from hub.channels.arrivals import take_mail
from hub.channels.contract import ChannelKind, MessageState, Report, adapter_of
from hub.channels.inbox import put
from hub.channels.models import Channel, InboxItem
from hub.channels.simulator import written
from hub.core import clock
from hub.core.db import session, transaction
from tests import cast
from tests.channels import lines
from tests.channels.providers import REAL, PageLine, TubeLine, provided
from tests.channels.test_mail_smtp import Postbox, serving

PLAYED = ("simulator", "x", "facebook", "youtube")
BY_MAIL = ("email", "form")
BY_HAND = "x by hand"  # the adapter that neither receives nor sends
GONE = (MessageState.SENT, MessageState.DELIVERED)
# What the simulator is told to do, and what the mail server answers to the whole mail.
MISBEHAVIOURS = {
    "too many at once": ("too-many", "421 4.7.0 too many, try later"),
    "out of order": ("broken", "451 4.3.0 try later"),
    "refused": ("refuse", "554 5.7.1 not wanted"),
}


@dataclass
class Line:
    """A channel with a case on it, and the provider behind it."""

    channel: Channel
    at: Callable[[Any], None]
    postbox: Postbox = field(default_factory=Postbox)
    case_id: int = 0
    real: TubeLine | PageLine | None = None  # a provider that speaks its own wire format

    @property
    def by_mail(self) -> bool:
        return self.channel.kind in BY_MAIL

    def fresh(self) -> Channel:
        return lines.fresh(self.channel)

    def set(self, **settings: Any) -> None:
        if self.real is not None:
            self.real.behave(settings.get("behaves", ""))
            return
        with transaction():
            channel = self.fresh()
            channel.settings = {**channel.settings, **settings}

    def misbehave(self, what: str) -> None:
        played, answer = MISBEHAVIOURS[what]
        self.postbox.data = answer
        self.set(behaves=played)

    def behave(self) -> None:
        self.postbox.data, self.postbox.vanish = "250 taken", False
        self.set(behaves="", smtp_user="")

    def reply(self) -> int:
        case = session().get_one(Case, self.case_id, populate_existing=True)
        id = replies.send_reply(cast.person("finn"), case, "It is at the desk.").id
        self.later(20)
        return id

    def later(self, seconds: float) -> None:
        self.at(timedelta(seconds=seconds))
        lines.work()

    def arrived(self) -> int:
        """How many replies the customer has got."""
        if self.real is not None:
            return self.real.arrived()
        if not self.by_mail:
            return len(self.fresh().cursor.get("arrived", ()))
        refused = not self.postbox.data.startswith("250") and not self.postbox.vanish
        return 0 if refused else len(self.postbox.taken)


def message(id: int) -> Message:
    return session().get_one(Message, id, populate_existing=True)


def _played(kind: ChannelKind) -> Channel:
    with transaction() as db:
        channel = Channel(
            kind=kind, name="Line", slug="line", space_id=cast.space("desk").id, created_at=clock.now(),
            settings={"played_by": "simulator"}, cursor={},
        )  # fmt: skip
        db.add(channel)
    return channel


@pytest.fixture(params=[*PLAYED, *BY_MAIL, *REAL])
def line(request, ctx, at) -> Iterator[Line]:
    with ExitStack() as stack:
        if request.param in REAL:
            real = stack.enter_context(provided(request.param))
            real.hear("m1", "My bag is gone.")
            yield Line(real.channel, at, real=real, case_id=lines.cases()[0].id)
            return
        kind = ChannelKind(request.param)
        if kind in BY_MAIL:
            postbox = Postbox()
            server = stack.enter_context(serving(postbox))
            made = lines.mailbox() if kind == ChannelKind.EMAIL else lines.form()
            line = Line(made, at, postbox)
            line.set(smtp_host=server.host, smtp_port=server.port, smtp_security="none")
        else:
            line = Line(_played(kind), at)
        if kind == ChannelKind.EMAIL:
            lines.arrive(line.channel, lines.letter())
        elif kind == ChannelKind.FORM:
            fields = {"key": "form:1", "name": "Marta", "address": "marta@example.net", "subject": "Bag"}
            lines.put_fields(line.channel, {**fields, "text": "My bag is gone."})
        else:
            put(line.fresh(), *written("marta", "Marta", "Bag", "My bag is gone.", "t-1"))
            lines.work()
        line.case_id = lines.cases()[0].id
        yield line


def test_it_asks_us_to_wait_and_we_do(line):
    """429 with a time to wait, or a mail server's "try later": again after the pause, once, by itself."""
    line.misbehave("too many at once")
    sent = line.reply()
    assert message(sent).state == MessageState.QUEUED
    assert message(sent).reason
    if line.by_mail:
        line.behave()
        line.postbox.taken.clear()
    line.later(5)
    assert (message(sent).state, line.arrived()) == (MessageState.QUEUED, 0), "not before it was asked to"
    line.later(60)
    assert (message(sent).state in GONE, line.arrived()) == (True, 1)


def test_it_is_out_of_order_and_comes_back(line):
    """5xx: again and again with growing pauses; the account's trouble is shown until it goes well."""
    line.misbehave("out of order")
    sent = line.reply()
    assert message(sent).state == MessageState.QUEUED
    assert adapter_of(line.channel).health(line.fresh())
    if line.by_mail:
        line.behave()
        line.postbox.taken.clear()
    for _ in range(3):
        line.later(130)
    assert (message(sent).state in GONE, line.arrived()) == (True, 1)
    assert adapter_of(line.channel).health(line.fresh()) == ""


def test_it_refuses_for_good(line, finn):
    """Said in words on top of the case; it concerns this customer, so the account is well."""
    line.misbehave("refused")
    sent = line.reply()
    assert message(sent).state == MessageState.FAILED
    page = finn.get(f"/cases/{line.case_id}").text
    assert "Your reply was not sent." in page
    assert "Try again" in page
    assert adapter_of(line.channel).health(line.fresh()) == ""
    line.behave()
    line.postbox.taken.clear()
    assert finn.post(f"/cases/{line.case_id}/replies/{sent}/again").status_code == 303
    line.later(10)
    assert (message(sent).state in GONE, line.arrived()) == (True, 1)


def test_our_access_expires_and_is_renewed(line):
    """Nothing is lost and nothing is given up: it waits, says whose business it is, and goes out later."""
    line.set(behaves="expired", smtp_user="care")  # a password is never sent over a line without encryption
    sent = line.reply()
    assert message(sent).state == MessageState.QUEUED
    assert adapter_of(line.channel).health(line.fresh())
    line.behave()
    line.later(901)
    assert (message(sent).state in GONE, line.arrived()) == (True, 1)
    assert adapter_of(line.channel).health(line.fresh()) == ""


def test_the_answer_is_lost_after_it_took_the_reply(line, finn):
    """It is looked for where the channel can tell, else a person is asked; never is it sent twice."""
    line.set(behaves="lose-answer")
    line.postbox.vanish = True
    sent = line.reply()
    assert (message(sent).state, line.arrived()) == (MessageState.UNKNOWN, 1)
    page = finn.get(f"/cases/{line.case_id}").text
    assert "It arrived" in page
    assert "It did not: send it" in page
    for pause in (40, 400, 4_000):
        line.later(pause)
    if line.by_mail:  # no folder of sent mail to look into
        assert message(sent).state == MessageState.UNKNOWN
        assert finn.post(f"/cases/{line.case_id}/replies/{sent}/arrival").status_code == 303
        assert finn.post(f"/cases/{line.case_id}/replies/{sent}/arrival").status_code == 409
    assert (message(sent).state in GONE, line.arrived()) == (True, 1)
    assert finn.post(f"/cases/{line.case_id}/replies/{sent}/again").status_code == 409
    assert "It arrived" not in finn.get(f"/cases/{line.case_id}").text


def test_reports_come_twice_late_and_out_of_order(line):
    """What is known better is never undone; a report may even be quicker than the answer to our call."""
    line.set(behaves="twice")
    sent = line.reply()
    name = message(sent).external_id
    assert message(sent).state in GONE
    for state in (MessageState.READ, MessageState.DELIVERED, MessageState.READ, MessageState.SENT):
        note_report(line.fresh(), Report(name, state))
    assert message(sent).state == MessageState.READ
    assert note_report(line.fresh(), Report("nobody's", MessageState.READ)) is None
    assert line.arrived() == 1


@pytest.mark.parametrize("line", [*PLAYED, *REAL], indirect=True)
def test_what_surely_did_not_arrive_goes_out_by_itself_once(line):
    """The line knows that it has not got it. If it breaks again, a person decides."""
    line.set(behaves="lose")
    sent = line.reply()
    line.later(40)
    assert message(sent).state == MessageState.UNKNOWN, "sent once more, and lost once more"
    line.later(40)
    assert message(sent).state == MessageState.FAILED
    line.later(4_000)
    assert (message(sent).state, line.arrived()) == (MessageState.FAILED, 0)


@pytest.mark.parametrize("line", [*PLAYED, *REAL], indirect=True)
def test_somebody_sends_it_again_and_it_was_there_after_all(line, finn):
    """Also when a person says that it did not arrive, the hub looks before it sends."""
    line.set(behaves="lose-answer")
    sent = line.reply()
    finn.post(f"/cases/{line.case_id}/replies/{sent}/again")
    line.later(5)
    assert (message(sent).state in GONE, line.arrived()) == (True, 1)


@pytest.mark.parametrize("line", PLAYED, indirect=True)
def test_a_report_tells_what_a_lost_answer_did_not(line):
    line.set(behaves="lose-answer")
    sent = line.reply()
    note_report(line.fresh(), Report(f"sim:message:{sent}", MessageState.DELIVERED, key=f"message:{sent}"))
    assert (message(sent).state, message(sent).external_id) == (MessageState.DELIVERED, f"sim:message:{sent}")


CUSTOMER = "marta@example.net"


def pasted() -> tuple[Channel, Callable[..., None]]:
    """X without access: a colleague pastes what stands there. Every post answers the first."""
    channel = lines.open_channel(ChannelKind.X, "x")
    posts: dict[str, str] = {}

    def hear(id: str, text: str = "", at: str = "", **_more: Any) -> None:
        first = next(iter(posts.values()), "")
        address = posts.setdefault(id, f"https://x.com/MartaK/status/{1790000000000000001 + len(posts)}")
        when = datetime.fromisoformat(at) if at else None
        answers = "" if first in ("", address) else first
        post = posting.Pasted(address, text, name="Marta", at=when, answers=answers)
        posting.paste(cast.person("finn"), lines.fresh(channel), post)
        lines.work()

    return channel, hear


@pytest.fixture(params=[*PLAYED, "api", *BY_MAIL, BY_HAND, *REAL])
def hears(request, ctx) -> Iterator[tuple[Channel, Callable[..., None]]]:
    """A channel of each kind, and how it hands us what a customer says: (id, text, more)."""
    with provided(request.param) if request.param in REAL else nullcontext() as real:
        yield (real.channel, real.hear) if real else _heard(request.param)


def _heard(name: str) -> tuple[Channel, Callable[..., None]]:
    if name == BY_HAND:
        return pasted()
    kind = ChannelKind(name)
    if kind in BY_MAIL:
        channel = lines.mailbox() if kind == ChannelKind.EMAIL else lines.form()
    else:
        channel = lines.open_channel(kind, "app") if kind == ChannelKind.API else _played(kind)
    number = iter(range(1_000))

    def hear(id: str, text: str = "", key: str = "", **more: Any) -> None:
        if kind == ChannelKind.EMAIL:
            head = f"References: <{more['thread']}>\r\n" if more.get("thread") else ""
            take_mail(lines.fresh(channel), lines.letter(text, id=f"{id}@example.net", more=head))
        else:
            own = {"thread": "t", "conversation": "t", "key": id, "name": "Marta", "subject": "Bag"}
            item = {"id": id, "address": CUSTOMER, "text": text, **own, **more}
            put(lines.fresh(channel), key or f"{next(number)}", json.dumps(item).encode())
        lines.work()

    return channel, hear


def test_the_same_thing_comes_twice(hears):
    """Once more in the same words, or once more under another delivery: it is one message."""
    _channel, hear = hears
    hear("m1", "My bag is gone.")
    hear("m1", "My bag is gone.")
    (case,) = lines.cases()
    assert [each.body for each in lines.messages(case)] == ["My bag is gone."]


def changes(kind: ChannelKind, **what: Any) -> dict[str, Any]:
    """How a provider says that a message was changed or deleted."""
    if kind == ChannelKind.API:
        return {"change": "deletion"} if what.get("deleted") else {"change": "edit", "text": what["edited"]}
    return what


@pytest.mark.parametrize("hears", [*PLAYED, "api", *REAL], indirect=True)
def test_what_a_customer_changes_and_deletes_is_seen_in_the_case(hears, finn, drain):
    """Also when the change comes before the message. Mails and forms cannot be changed once they are sent."""
    channel, hear = hears
    hear("m1", "My bag is lost, PIN 4711.")
    (case,) = lines.cases()
    hear("m1", **changes(channel.kind, edited="My bag is lost."))
    (message,) = lines.messages(case)
    assert (message.body, lines.cases()[0].excerpt) == ("My bag is lost.", "My bag is lost.")
    page = finn.get(f"/cases/{case.id}").text
    assert "The customer changed a message" in page
    assert "PIN 4711" in page, "what it read before can be opened"
    hear("m1", **changes(channel.kind, edited="Not mine to change.") | {"address": "nora@example.net"})
    assert lines.messages(case)[0].body == "My bag is lost."
    hear("m1", **changes(channel.kind, deleted=True))
    drain()
    page = finn.get(f"/cases/{case.id}").text
    assert "Marta deleted this message." in page
    assert "My bag is lost" not in page
    assert "PIN 4711" not in page
    assert not any(b"PIN 4711" in item.raw for item in session().scalars(select(InboxItem)))
    assert "PIN" not in finn.get("/search?q=4711").text.replace("4711", "")


@pytest.mark.parametrize("hears", [*PLAYED, BY_HAND], indirect=True)
def test_what_comes_late_stands_where_it_belongs(hears, finn):
    _channel, hear = hears
    moment = clock.now()
    hear("m2", "Is it found?", at=moment.isoformat())
    hear("m1", "My bag is gone.", at=(moment - timedelta(hours=2)).isoformat())
    (case,) = lines.cases()
    assert (case.excerpt, case.wrote_at) == ("Is it found?", moment), "what comes late is not the last word"
    said = finn.get(f"/cases/{case.id}?part=log").text.partition('id="log"')[2]
    assert said.index("My bag is gone.") < said.index("Is it found?")


@pytest.mark.parametrize("hears", PLAYED, indirect=True)
def test_a_change_may_come_before_its_message(hears, at):
    _channel, hear = hears
    moment = clock.now()
    hear("m2", "Is it found?", at=moment.isoformat())
    hear("m3", edited="Thank you!", at=(moment + timedelta(minutes=2)).isoformat())
    (case,) = lines.cases()
    hear("m3", "Thanks", at=(moment + timedelta(minutes=1)).isoformat())
    at(timedelta(seconds=6))
    lines.work()
    assert lines.messages(case)[-1].body == "Thank you!", "the change had waited for its message"


@pytest.mark.parametrize("hears", PLAYED, indirect=True)
def test_pictures_come_along(hears, finn):
    _channel, hear = hears
    hear("m1", "Look.", files=[{"name": "bag.txt", "content": base64.b64encode(b"a blue bag").decode()}])
    (case,) = lines.cases()
    found = re.search(r"/admin/channels/items/\d+/files/0", finn.get(f"/cases/{case.id}").text)
    assert finn.get(found[0]).data == b"a blue bag"


@pytest.mark.parametrize("line", PLAYED, indirect=True)
def test_our_reply_is_taken_away_after_it_arrived(line, finn):
    """It stays as what we said; the agent sees that the customer may not."""
    sent = line.reply()
    item = {"id": message(sent).external_id, "deleted": True}
    put(line.fresh(), "gone", json.dumps(item).encode())
    lines.work()
    page = finn.get(f"/cases/{line.case_id}").text
    assert "A reply was taken away after it had arrived" in page
    assert "It is at the desk." in page
    assert "taken away there" in page
