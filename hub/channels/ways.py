"""In which ways a conversation can be answered: in public under a post, in private, or both (CS07).

The way is a part of what the guard checks and marks: a text that was checked for one way leaves by no other.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hub.channels.contract import ChannelKind, Traits, traits_of
from hub.channels.kinds import TRAITS
from hub.channels.measures import CHARACTERS, Stage
from hub.core.words import lazy

PUBLIC, PRIVATE = "public", "private"
UNDER, WITH = "under:", "with:"  # how threads begin: below a comment or post, with one person alone
NAMELESS = "nameless"  # in Message.extra: what stands for the name of somebody known by a number only
PLACE = "place"  # in Message.extra: the thread that it came in, whatever became of its case


def _both(kind: ChannelKind, length: int, remark: str = "") -> Mapping[str, Traits]:
    """Below a comment, in public, and to its writer alone: once, then they have to answer."""
    traits = TRAITS[kind]
    in_public = replace(
        traits, length=length, measure=CHARACTERS, is_public=True, asks_rating=False, reply_within=None,
        stages=(), afterwards="", files=None, remark=remark,
    )  # fmt: skip
    in_private = replace(
        traits,
        asks_rating=False,
        files=None,
        stages=(Stage(timedelta(days=7), lazy("one message; then they have to answer first")),),
        afterwards=lazy("In public, or when they write again."),
    )
    return {PUBLIC: in_public, PRIVATE: in_private}


BOTH = {
    ChannelKind.FACEBOOK: _both(ChannelKind.FACEBOOK, 8_000),
    ChannelKind.INSTAGRAM: _both(
        ChannelKind.INSTAGRAM, 2_196, lazy("Instagram makes no link of an address in a comment.")
    ),
}


def ways_of(channel: Any, place: str) -> Mapping[str, Traits]:
    """The ways of a conversation, the usual one first; none where there is only one and no choice."""
    if channel.kind in BOTH and place.startswith(UNDER):
        return BOTH[channel.kind]
    traits = traits_of(channel)
    if channel.kind == ChannelKind.YOUTUBE and traits is not None:
        return {PUBLIC: traits}
    return {}


def way_in(mark: str) -> tuple[str, str]:
    """The way and what it answers, of the mark on a checked reply."""
    way, _colon, target = mark.partition(":")
    return way, target
