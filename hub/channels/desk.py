"""What channels ask the desk, which they do not know: registered from above."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from hub.channels.contract import ChannelKind


class Desk(Protocol):
    """What the desk knows and channels ask: which case something belongs to, who takes part in it."""

    def cases_of_messages(self, kind: ChannelKind, external_ids: Sequence[str]) -> dict[str, int]:
        """The cases of those messages, ours and the customers', that are known."""
        ...

    def is_removed(self, kind: ChannelKind, external_id: str) -> bool:
        """Whether such a message was here and was deleted, or erased, since."""
        ...

    def takes_part(self, kind: ChannelKind, case_id: int, address: str) -> bool:
        """Whether this address is the case's customer."""
        ...

    def open_threads(self, channel_id: int) -> dict[str, datetime]:
        """The conversations of a channel whose cases are not over, and when each was last active."""
        ...

    def wrote_in_private(self, channel_id: int, address: str) -> int | None:
        """The newest case in which we wrote in private to a customer who had commented."""
        ...

    def said_in(self, channel_id: int, thread: str) -> Collection[str]:
        """The ids of what was said there, by customers and by us, and not taken away since."""
        ...


_desks: list[Desk] = []


def register_desk(made: Desk) -> None:
    """Let channels ask the desk; the last one registered answers."""
    _desks[:] = [made]


def desk() -> Desk:
    """Whoever knows the cases."""
    return _desks[0]
