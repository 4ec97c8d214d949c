"""X without paid access (CS08): posts are pasted in, replies are opened on the site and posted there."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from hub.channels.contract import ChannelKind, MessageState, Outgoing, Sent, Traits
from hub.channels.kinds import TRAITS
from hub.channels.opening import OpensThere
from hub.channels.passive import Passive

INTENT = "https://x.com/intent/post"
POST = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:i(?:/web)?|@?([A-Za-z0-9_]{1,15}))/status(?:es)?/([0-9]{1,20})"
    r"(?:[/?#].*)?",
    re.IGNORECASE,
)
ID = re.compile(r"[0-9]{1,20}")


class PastedX(Passive, OpensThere):
    """An account on X that the hub cannot reach."""

    kind = ChannelKind.X
    # Nobody posts a question for a rating by hand; and what a person posts can be taken back until then.
    traits: Traits = replace(TRAITS[ChannelKind.X], asks_rating=False, undo_seconds=0)
    site = "X"

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """Nothing leaves: it waits for a person."""
        return Sent(MessageState.BY_HAND)

    def opening_address(self, channel: Any, outgoing: Outgoing) -> str:
        """X's own window for writing, with the reply in it, below the post that it answers."""
        answered = {"in_reply_to": outgoing.in_reply_to} if ID.fullmatch(outgoing.in_reply_to) else {}
        return f"{INTENT}?{urlencode({**answered, 'text': outgoing.reply.body})}"

    def post_in(self, address: str) -> tuple[str, str] | None:
        """As X and Twitter have written addresses of posts."""
        found = POST.fullmatch(address.strip())
        return (found[2], found[1] or "") if found else None
