"""Links to our own things inside stored texts, as cards that this reader may see (FD17)."""

import re
from collections.abc import Iterable

from hub.core.features import Card, refs_at
from hub.core.permissions import Actor
from hub.links.queries import LOCKED, cards_for

BARE_LINK = re.compile(r'<a class="ref" href="([^"]*)">')


def cards_in(actor: Actor, htmls: Iterable[str]) -> dict[str, Card]:
    """path → card for the bare links in these texts: one query for each kind on the whole page.

    What the reader may not open, and what does not exist, gets the same locked card.
    """
    paths = {path.replace("&amp;", "&") for html in htmls for path in BARE_LINK.findall(html)}
    refs = refs_at(paths) if paths else {}
    cards = cards_for(actor, set(refs.values()))
    return {path: cards.get(ref, LOCKED) for path, ref in refs.items()}
