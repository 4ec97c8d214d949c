"""How a case looks to search, to links, and to colleagues who may not open it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.beginnings import case_beginning
from hub.cases.identities import placeholders_of
from hub.cases.models import Case, Message, Priority
from hub.cases.rules import REPLY
from hub.core.db import session
from hub.core.features import Card, Kind
from hub.core.paths import numbered
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.reuse.masking import initial_form
from hub.spaces.audiences import case_audience
from search.document import Document

CHANNEL_ICONS = {
    "email": "mail", "form": "form", "api": "api", "manual": "phone", "simulator": "bubble",
    "x": "x", "facebook": "fb", "instagram": "ig", "youtube": "yt", "zendesk": "tray", "salesforce": "tray",
}  # fmt: skip
CHANNEL_WORDS = {
    "email": lazy("A customer wrote an e-mail"), "form": lazy("A customer wrote through the web form"),
    "api": lazy("A customer wrote through an app"), "manual": lazy("A customer called"),
    "simulator": lazy("A customer wrote"), "x": lazy("A customer wrote on X"),
    "facebook": lazy("A customer wrote on Facebook"),
    "instagram": lazy("A customer wrote on Instagram"),
    "youtube": lazy("A customer commented on YouTube"),
    "zendesk": lazy("A customer wrote to Zendesk"),
    "salesforce": lazy("A customer wrote to Salesforce"),
}  # fmt: skip


def case_url(case: Case) -> str:
    """`/cases/48213`."""
    return f"/cases/{case.id}"


def case_document(case: Case) -> Document:
    """Found by those of its desk only who may see its cases."""
    said = select(Message.body).where(Message.case_id == case.id, Message.automatic.is_(False))
    statement = said.order_by(Message.id).limit(50)
    texts = list(session().scalars(statement))
    return Document(
        key=case.ref,
        kind="case",
        title=case.subject,
        body=f"{case.id} {case.customer.name}\n" + "\n".join(texts),
        audience=case_audience(case.space_id),
        at=case.active_at,
        facets={
            "state": case.state,
            "channel": case.channel.kind,
            "assignee": case.assignee.handle if case.assignee else "",
            "has": ("rating",) if case.rating else (),
        },
        quality=0.8 if case.is_over else 1.0,
    )


def case_card(case: Case) -> Card:
    """For people with case rights: first name and initial, the real sentence."""
    words = CHANNEL_WORDS[case.channel.kind]
    return Card(
        ref=case.ref, title=f"{initial_form(case.customer.name)} {words}", url=case_url(case),
        kind=_("Case"), state=case.state, excerpt=case.excerpt, channel=case.channel.kind,
        icon=CHANNEL_ICONS[case.channel.kind], since=case.waiting_since, **_pressing(case),
    )  # fmt: skip


def masked_card(case: Case) -> Card:
    """For everybody else: the channel, how long somebody waits, how it presses. No name, no words (LK03)."""
    words = CHANNEL_WORDS[case.channel.kind]
    return Card(
        ref="", title=str(words), url="", kind=_("Case"), channel=case.channel.kind,
        icon=CHANNEL_ICONS[case.channel.kind], since=case.waiting_since, is_locked=True,
        **_pressing(case),
    )  # fmt: skip


def _pressing(case: Case) -> dict[str, Any]:
    """By when an answer was promised, and how much it presses where that is not as usual."""
    priority = "" if case.priority == Priority.NORMAL else case.priority.value
    return {"due": case.due_at if case.waiting_since else None, "priority": priority}


KINDS = (
    Kind(
        "case", Case, lazy("Case"), case_url, lambda case: case.subject, card=case_card,
        document=case_document, masked_card=masked_card, beginning=case_beginning, known=placeholders_of,
        eager=(joinedload(Case.customer), joinedload(Case.channel)), paths=numbered("cases", "case"),
        may_write=lambda actor, case: can(actor, REPLY, case),
    ),
)  # fmt: skip
