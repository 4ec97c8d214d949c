"""Whose the cases of a channel are: ours, or those of a helpdesk that is mirrored here."""

from typing import Any

from hub.channels.kinds import TRAITS


def owner_of(channel: Any) -> str:
    """Who keeps the cases of a channel that only mirrors them (CS09); "" where they are ours."""
    traits = TRAITS.get(channel.kind)
    return traits.owner if traits is not None else ""
