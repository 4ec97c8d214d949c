"""Real adapters for the tests of the contract, each with a provider that speaks its wire format."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from hub.channels.graph import arrivals
from hub.channels.instagram import polling as instagram
from hub.channels.models import Channel
from hub.channels.youtube import polling
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery
from tests.channels import lines
from tests.channels.gram import Gram
from tests.channels.gram import connect as connect_gram
from tests.channels.page import Page, comment, delivery, error, serving_page, signed
from tests.channels.page import connect as connect_page
from tests.channels.tube import Tube, connect, serving_tube

REAL = ("tube", "page", "gram")


class TubeLine:
    """Comments below the videos of an account."""

    kind = "youtube"

    def __init__(self, tube: Tube) -> None:
        self.tube = tube
        self.channel = connect(tube)

    def read(self) -> None:
        """The account is asked for what is new, at once, and its open threads are looked through."""
        with transaction():
            channel = session().get_one(Channel, self.channel.id)
            channel.cursor = {key: kept for key, kept in channel.cursor.items() if key == "quota"}
        polling.read_account(Delivery(payload={"channel": self.channel.id}, attempts=1))
        lines.work()

    def hear(self, id: str, text: str = "", **more: Any) -> None:
        """A customer writes, changes or deletes a comment."""
        if more.get("deleted"):
            self.tube.take_away(id)
        else:
            author = "UCnora" if more.get("address") == "nora@example.net" else "UCmarta"
            self.tube.write(id, more.get("edited") or text, author)
        self.read()

    def behave(self, how: str) -> None:
        """Play a misbehaviour by the name that the simulator has for it; "" for none."""
        self.tube.refuses = {
            "too-many": [(429, "rateLimitExceeded")], "broken": [(503, "backendError")] * 2,
            "refuse": [(400, "processingFailure")],
        }.get(how, [])  # fmt: skip
        self.tube.loses_answers, self.tube.loses_replies = how == "lose-answer", how == "lose"
        self.tube.token_works = how != "expired"

    def arrived(self) -> int:
        return len(self.tube.ours())


class PageLine:
    """Comments below the posts of a Page."""

    kind = "facebook"

    def __init__(self, page: Page) -> None:
        self.page = page
        self.channel = connect_page(page)

    def deliver(self, raw: bytes) -> None:
        """As if it had come through the door: signed, kept, read."""
        channel = lines.fresh(self.channel)
        assert arrivals.is_theirs(channel, raw, signed(raw)["X-Hub-Signature-256"])
        arrivals.take(channel, raw)
        lines.work()

    def hear(self, id: str, text: str = "", at: str = "", key: str = "", **more: Any) -> None:
        """A customer writes, changes or deletes a comment; all of them answer the first."""
        who = "psid-nora" if more.get("address") == "nora@example.net" else "psid-marta"
        verb = "remove" if more.get("deleted") else "edited" if "edited" in more else "add"
        when = datetime.fromisoformat(at) if at else clock.now()
        told = comment(id, more.get("edited") or text, verb, who, created_time=int(when.timestamp()))
        told["parent_id"] = "901_thread"
        self.deliver(delivery(told, at=when))

    def behave(self, how: str) -> None:
        """Play a misbehaviour by the name that the simulator has for it; "" for none."""
        self.page.refuses = {
            "too-many": [(400, error(613))], "broken": [(500, error(2, is_transient=True))] * 2,
            "refuse": [(400, error(100))],
        }.get(how, [])  # fmt: skip
        self.page.loses_answers, self.page.loses_replies = how == "lose-answer", how == "lose"
        self.page.token_works = how != "expired"

    def arrived(self) -> int:
        return len(self.page.public) + len(self.page.private)


class GramLine(PageLine):
    """Comments below the posts of an account on Instagram. They are looked for: not all is pushed."""

    kind = "instagram"

    def __init__(self, gram: Gram) -> None:
        self.page = self.gram = gram
        self.channel = connect_gram(gram)
        self.ids: dict[str, str] = {}

    def read(self) -> None:
        """The account is looked at, at once, and so are its open threads."""
        with transaction():
            channel = session().get_one(Channel, self.channel.id)
            channel.cursor = {}
        instagram.read_account(Delivery(payload={"channel": self.channel.id}, attempts=1))
        lines.work()

    def hear(self, id: str, text: str = "", at: str = "", key: str = "", **more: Any) -> None:
        """A customer writes, changes or deletes a comment; all of them answer the first."""
        number = self.ids.setdefault(id, f"179000000000{len(self.ids):05}")
        top = next(iter(self.ids.values()))
        if more.get("deleted"):
            self.gram.take_away(number)
        else:
            who = "igsid-nora" if more.get("address") == "nora@example.net" else "igsid-marta"
            self.gram.write(number, more.get("edited") or text, who, "" if number == top else top)
        self.read()


@contextmanager
def provided(name: str) -> Iterator[TubeLine | PageLine]:
    """The provider of this name, with an account connected to it."""
    if name == "gram":
        gram = Gram()
        with serving_page(gram):
            yield GramLine(gram)
        return
    if name == "page":
        with serving_page() as page:
            yield PageLine(page)
        return
    with serving_tube() as tube:
        yield TubeLine(tube)
