"""How a saved reply looks to the rest of the hub: as words for customers, with who answers for them."""

from sqlalchemy.orm import joinedload

from hub.core.features import Card, CustomerText, Kind
from hub.core.markup import split_audience
from hub.core.paths import numbered
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.snippets.models import Reach, Snippet


def snippet_url(snippet: Snippet) -> str:
    """`/snippets/7`."""
    return f"/snippets/{snippet.id}"


def snippet_card(snippet: Snippet) -> Card:
    """A saved reply in one line."""
    return Card(
        ref=snippet.ref, title=snippet.title, url=snippet_url(snippet), kind=_("Saved reply"),
        excerpt=snippet.body[:300], icon="insert", by=snippet.owner.name,
        trust="vetted" if snippet.is_verified else "",
    )  # fmt: skip


def snippet_customer_text(snippet: Snippet) -> CustomerText | None:
    """All of it. A saved reply of one's own is answered for by its owner and needs no second person."""
    text = split_audience(snippet.body).customer_safe.strip()
    if not text or snippet.removed_at is not None:
        return None
    trust = "own" if snippet.reach == Reach.OWN else "vetted" if snippet.is_verified else "unvetted"
    return CustomerText(
        ref=snippet.ref, text=text, revision=snippet.revision, authors=(snippet.owner_id,), trust=trust,
        audience="customer", vetted_by=snippet.verified_by_id if trust == "vetted" else None,
    )  # fmt: skip


KINDS = (
    Kind(
        "snippet", Snippet, lazy("Saved reply"), snippet_url, lambda snippet: snippet.title,
        card=snippet_card, customer_text=snippet_customer_text, paths=numbered("snippets", "snippet"),
        eager=(joinedload(Snippet.owner), joinedload(Snippet.space)),
        keepers=lambda snippet: (snippet.owner_id,),
    ),
)  # fmt: skip
