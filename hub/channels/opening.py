"""Channels that send nothing: a person opens the checked reply at the site and posts it there."""

from typing import Any, Protocol, runtime_checkable

from hub.channels.contract import Outgoing, adapter_of


@runtime_checkable
class OpensThere(Protocol):
    """An adapter without a way out of its own. What it opens is a CheckedReply, as what others send."""

    site: str  # its name, for people

    def opening_address(self, channel: Any, outgoing: Outgoing) -> str:
        """Where a person finds the reply ready to be posted."""
        ...

    def post_in(self, address: str) -> tuple[str, str] | None:
        """The id of the post at an address, and the handle in it (which may be missing); None: no post."""
        ...


def opens_there(channel: Any) -> OpensThere | None:
    """The adapter of a channel whose replies a person posts; None where the hub sends them."""
    try:
        adapter = adapter_of(channel)
    except KeyError:
        return None
    return adapter if isinstance(adapter, OpensThere) else None
