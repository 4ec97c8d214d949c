"""Real adapters for the tests of the contract, each with a provider that speaks its wire format."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hub.channels.models import Channel
from hub.channels.youtube import polling
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery
from tests.channels import lines
from tests.channels.tube import Tube, connect, serving_tube

REAL = ("tube",)


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


@contextmanager
def provided(name: str) -> Iterator[TubeLine]:
    """The provider of this name, with an account connected to it."""
    assert name == "tube"
    with serving_tube() as tube:
        yield TubeLine(tube)
