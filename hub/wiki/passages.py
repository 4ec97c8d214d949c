"""Passages that people talk about: where they stand in the text now, and how they look elsewhere.

A passage is found by its words; the words around it say which of several is meant. So changes beside it
leave it where it is. When its own words are gone it is shown as it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.events import Event, Fact
from hub.core.features import Card, Kind, Notify, Recipient
from hub.core.permissions import Actor, readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.wiki.addresses import page_url
from hub.wiki.events import PassageSettled
from hub.wiki.models import Page
from hub.wiki.passage_models import Passage

LONGEST = 600  # letters of a passage
AROUND = 80  # letters kept of what stands before and after
SHOWN = 50

EAGER = (
    joinedload(Passage.page).joinedload(Page.space), joinedload(Passage.author),
    joinedload(Passage.space), joinedload(Passage.resolved_by),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A place in a text, with what stands around it."""

    quote: str
    before: str
    after: str


def find(text: str, quote: str, before: str = "", after: str = "") -> Found | None:
    """Where the words stand in a text; of several, where most of what stood around them still does."""
    whole, wanted = smooth(text), smooth(quote)
    if not wanted:
        return None
    before, after = smooth(before), smooth(after)
    best: tuple[int, int] | None = None
    at = whole.find(wanted)
    while at >= 0:
        near = _alike(whole[:at].rstrip()[::-1], before[::-1]) + _alike(
            whole[at + len(wanted) :].lstrip(), after
        )
        if best is None or near > best[0]:
            best = (near, at)
        at = whole.find(wanted, at + 1)
    if best is None:
        return None
    end = best[1] + len(wanted)
    return Found(wanted, whole[: best[1]][-AROUND:].strip(), whole[end : end + AROUND].strip())


def paragraphs(text: str) -> list[str]:
    """The parts of a text that can be chosen without a mouse, each at most as long as a passage may be."""
    return [line[:LONGEST] for line in map(smooth, text.split("\n")) if line]


def smooth(text: str) -> str:
    """Words with one space between them, as a browser and a stored text have in common."""
    return " ".join(text.split())


def is_there(passage: Passage) -> bool:
    """Whether its words still stand in the page."""
    return find(passage.page.text, passage.quote) is not None


def passages_of(actor: Actor, page: Page) -> Sequence[Passage]:
    """What is talked about in a page, what is settled last."""
    statement = readable(actor, select(Passage)).where(Passage.page_id == page.id).options(*EAGER)
    settled = Passage.resolved_at.is_not(None)
    return session().scalars(statement.order_by(settled, Passage.id.desc()).limit(SHOWN)).all()


def passage_url(passage: Passage) -> str:
    """On its page."""
    return f"{page_url(passage.page)}#passage-{passage.id}"


def passage_card(passage: Passage) -> Card:
    """A passage in one line."""
    return Card(
        ref=passage.ref, title=passage.page.title, url=passage_url(passage), kind=_("Passage"),
        state=_("settled") if passage.resolved_at else "", excerpt=passage.quote[:300], icon="quote",
        by=passage.author.name, said=passage.comment_count,
    )  # fmt: skip


def passage_settled(event: Event, fact: PassageSettled) -> Iterable[Recipient]:
    """Whoever began to talk about it hears that it is settled."""
    passage = session().get_one(Passage, fact.passage_id)
    if fact.settled:
        yield Recipient(passage.author_id, lazy("you commented on it"), "read", event.subject)


KIND = Kind(
    "passage", Passage, lazy("Passage"), passage_url, lambda passage: passage.page.title,
    card=passage_card, thread=True, eager=EAGER,
)  # fmt: skip
NOTIFY: dict[type[Fact], Notify] = {PassageSettled: passage_settled}


def _alike(one: str, other: str) -> int:
    short = min(len(one), len(other))
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), short)
