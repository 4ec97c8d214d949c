"""How pages look to search and to the rest of the hub, and what of them may be told to customers."""

from datetime import timedelta

from hub.core import clock
from hub.core.features import Card, CustomerText, Kind
from hub.core.markup import customer_passages, split_audience
from hub.spaces.topics import topics_of
from hub.wiki.actions.writing import create_page
from hub.wiki.addresses import page_url, paths, titles
from hub.wiki.models import Page, PageState
from hub.wiki.queries import EAGER
from hub.wiki.rules import may_reach_customers
from search.document import Document

QUALITY = {
    PageState.VALIDATED: 1.6,
    PageState.UNVALIDATED: 1.0,
    PageState.WIP: 0.7,
    PageState.ARCHIVED: 0.2,
}
TRUST = {PageState.VALIDATED: "vetted", PageState.ARCHIVED: "obsolete"}
OVERDUE = 0.8  # what is left of the quality of a page whose review is late


def page_document(page: Page) -> Document | None:
    """None when it was removed."""
    if page.removed_at is not None:
        return None
    state = PageState(page.state)
    due = page.review_due_at
    late = state == PageState.VALIDATED and due is not None and due + timedelta(days=14) < clock.now()
    return Document(
        key=page.ref,
        kind="page",
        title=page.title,
        body=page.text,
        audience=f"space:{page.space_id}",
        at=page.edited_at,
        facets={
            "state": state,
            "trust": TRUST.get(state, "unvetted"),
            "type": page.kind,
            "for": page.audience,
            "community": page.space.slug,
            "author": page.owner.handle,
            "topic": tuple(topic.slug for topic in topics_of([page.ref]).get(page.ref, ())),
        },
        quality=QUALITY[state] * (OVERDUE if late else 1.0),
    )


def page_card(page: Page) -> Card:
    """A page in one line."""
    return Card(
        ref=page.ref, title=page.title, url=page_url(page), kind="Page",
        state=PageState(page.state).label.lower(), excerpt=page.text[:300], icon="book",
    )  # fmt: skip


def page_customer_text(page: Page) -> CustomerText | None:
    """Its customer passages; None when it has none, or is not far enough to be told to customers."""
    if page.removed_at is not None or not may_reach_customers(page):
        return None
    passages = customer_passages(page.body)
    if not passages:
        return None
    authors = dict.fromkeys([page.editor_id, page.author_id, *page.credits])
    return CustomerText(
        ref=page.ref, text="\n\n".join(passages), revision=page.revision, authors=tuple(authors),
        trust="vetted", audience=page.audience, vetted_by=page.verified_by_id,
    )  # fmt: skip


def page_internal_texts(page: Page) -> list[str]:
    """The passages that are marked as internal: the guard looks for them in every reply."""
    return [part.text for part in split_audience(page.body).internal]


KINDS = (
    Kind(
        "page", Page, "Page", page_url, lambda page: page.title,
        card=page_card, document=page_document, customer_text=page_customer_text,
        internal_texts=page_internal_texts, start=create_page, thread=True, eager=EAGER, paths=paths,
        titles=titles,
    ),
)  # fmt: skip
