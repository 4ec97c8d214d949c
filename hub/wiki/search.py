"""How pages look to search and to the rest of the hub, and what of them may be told to customers."""

from datetime import timedelta

from hub.core import clock
from hub.core.along import Along
from hub.core.features import Card, CustomerText, Entry, Kind
from hub.core.markup import customer_passages, split_audience, versions_of
from hub.core.permissions import Actor, can
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.reuse.phrases import with_phrases
from hub.reuse.proof import WEIGHTS, marks_of, standing_of
from hub.spaces.topics import topics_of
from hub.wiki.actions.writing import create_page
from hub.wiki.addresses import page_url, paths, titles
from hub.wiki.models import Page, PageState
from hub.wiki.policy import know_policy
from hub.wiki.policy_models import WikiPolicy
from hub.wiki.queries import EAGER
from hub.wiki.rules import EDIT_PAGE, may_reach_customers
from hub.wiki.shared import words_for_search
from search.document import Document

QUALITY = {
    PageState.VALIDATED: 1.6,
    PageState.UNVALIDATED: 1.0,
    PageState.WIP: 0.7,
    PageState.ARCHIVED: 0.2,
}
OVERDUE = 0.8  # what is left of the quality of a page whose review is late


def page_document(page: Page) -> Document | None:
    """None when it was removed."""
    if page.removed_at is not None:
        return None
    state = PageState(page.state)
    due = page.review_due_at
    standing = standing_of(page.ref)
    late = state == PageState.VALIDATED and due is not None and due + timedelta(days=14) < clock.now()
    return Document(
        key=page.ref,
        kind="page",
        title=page.title,
        body=with_phrases(page.ref, f"{page.text}\n{words_for_search(page)}".rstrip()),
        audience=f"space:{page.space_id}",
        at=page.edited_at,
        facets={
            "state": state,
            "trust": (trust_of(page), *marks_of(standing)),
            "type": page.kind,
            "for": page.audience,
            "community": page.space.around.slug,
            "author": page.owner.handle,
            "topic": tuple(topic.slug for topic in topics_of([page.ref]).get(page.ref, ())),
        },
        quality=QUALITY[state] * (OVERDUE if late else 1.0) * WEIGHTS[standing],
    )


def trust_of(page: Page) -> str:
    """vetted: customers may be told; validated: it is right; unvetted; archived: it was once."""
    if page.state == PageState.ARCHIVED:
        return "archived"
    if page.state != PageState.VALIDATED:
        return "unvetted"
    return "vetted" if customer_passages(page.body) and may_reach_customers(page) else "validated"


def page_card(page: Page) -> Card:
    """A page in one line."""
    return Card(
        ref=page.ref, title=page.title, url=page_url(page), kind=_("Page"),
        state=PageState(page.state).label.lower(), excerpt=page.text[:300], icon="book",
        trust=trust_of(page), by=page.owner.name, helped=page.sent_count, rating=page.rating,
        rated=page.rated_count, used_at=page.last_sent_at,
    )  # fmt: skip


def page_entry(page: Page) -> Entry | None:
    """Its place in the feed: once, when it was written or verified. None while nobody may rely on it."""
    if page.removed_at is not None or page.state in (PageState.WIP, PageState.ARCHIVED):
        return None
    verified = page.state == PageState.VALIDATED
    by = page.verified_by_id if verified and page.verified_by_id else page.author_id
    return Entry(
        ref=page.ref, face="verified" if verified else "wiki", space_id=page.space_id, author_id=by,
        at=page.verified_at if verified and page.verified_at else page.created_at, title=page.title,
        url=page_url(page), text=page.text, html=page.html, comment_count=page.comment_count,
        helped_count=page.sent_count,
    )  # fmt: skip


def page_customer_text(page: Page) -> CustomerText | None:
    """Its customer passages; None when it has none, or is not far enough to be told to customers."""
    if page.removed_at is not None or not may_reach_customers(page):
        return None
    rest, ways = versions_of(page.body)
    text = "\n\n".join(customer_passages(rest)) or ways.get("short") or ways.get("private")
    if not text:
        return None
    authors = dict.fromkeys([page.editor_id, page.author_id, *page.credits])
    return CustomerText(
        ref=page.ref, text=text, revision=page.revision, authors=tuple(authors),
        trust="vetted" if page.is_validated else "unvetted", audience=page.audience,
        vetted_by=page.verified_by_id if page.is_validated else None, ways=ways,
    )  # fmt: skip


def page_internal_texts(page: Page) -> list[str]:
    """The passages that are marked as internal: the guard looks for them in every reply."""
    return [part.text for part in split_audience(page.body).internal]


def page_mend(actor: Actor, page: Page) -> str:
    """Where it is mended inside another page: a case, a flag."""
    return f"{page_url(page)}/mend" if can(actor, EDIT_PAGE, page) else ""


KINDS = (
    Kind(
        "page", Page, lazy("Page"), page_url, lambda page: page.title,
        card=page_card, document=page_document, customer_text=page_customer_text,
        internal_texts=page_internal_texts, start=create_page, thread=True, eager=EAGER, paths=paths,
        titles=titles, text=lambda page: page.text, entry=page_entry, forwards=True,
        keepers=lambda page: (page.owner_id, page.verifier_id), mend=page_mend,
        along=Along(WikiPolicy, WikiPolicy.id == 1, know_policy),
    ),
)  # fmt: skip
