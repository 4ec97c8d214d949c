"""Pages to compare: without what differs from one answer to the next, whoever asks for what."""

import re

# Nonces, form tokens, and the last event that surely shows: of an older one when a few seconds have passed.
CHANGING = re.compile(
    r'nonce="[^"]*"|name="(?:csrf_token|once)" value="[^"]*"|"[\w.-]{60,120}"|name="live-after" content="\d+"'
)


def bare(page: str) -> str:
    """The text of a page without that."""
    return CHANGING.sub("", page)
