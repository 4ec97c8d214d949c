"""Links to our own things inside stored texts, as cards that this reader may see (FD17)."""

import re
from collections.abc import Iterable, Mapping

from hub.core.features import Card, card_of, refs_at, resolve_many
from hub.core.permissions import Actor
from hub.core.words import lazy
from hub.threads.previews.asking import Preview, previews_in

BARE_LINK = re.compile(r'<a class="ref" href="([^"]*)">')
LOCKED = Card(ref="", title=lazy("Something you cannot open"), url="", kind="", icon="lock", is_locked=True)
Shown = Card | Preview


def cards_in(actor: Actor, htmls: Iterable[str]) -> dict[str, Shown]:
    """path → card for the bare links in these texts: one query for each kind on the whole page.

    And address → preview for links to other places that stand alone: one more, when there are any.
    """
    texts = list(htmls)
    refs = refs_in(texts)
    things = resolve_many(actor, set(refs.values())) if refs else {}
    own = as_readable(refs, {ref: card_of(thing) for ref, thing in things.items()})
    return {**own, **previews_in(texts)}


def refs_in(htmls: Iterable[str]) -> dict[str, str]:
    """path → ref for the bare links in these texts."""
    paths = {path.replace("&amp;", "&") for html in htmls for path in BARE_LINK.findall(html)}
    return refs_at(paths) if paths else {}


def as_readable(refs: Mapping[str, str], cards: Mapping[str, Card]) -> dict[str, Card]:
    """path → card. Anybody may type an address: what the reader may not open, and what does not
    exist, gets the same locked card, and never the one that a real link would release."""
    found = {path: cards.get(ref, LOCKED) for path, ref in refs.items()}
    return {path: LOCKED if card.is_locked else card for path, card in found.items()}
