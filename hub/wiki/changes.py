"""Suggested changes as pages and lists need them, and how they look to the rest of the hub."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.events import Event, Fact
from hub.core.features import Card, Kind, Notify, Recipient
from hub.core.permissions import Actor, readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.models import Space
from hub.wiki.change_models import OPEN, ChangeState, PageChange
from hub.wiki.events import ChangeAsked, ChangeMerged, ChangeRejected, ChangeWanted
from hub.wiki.models import Page

EAGER = (
    joinedload(PageChange.page).options(joinedload(Page.space), joinedload(Page.owner)),
    joinedload(PageChange.author), joinedload(PageChange.space), joinedload(PageChange.decided_by),
)  # fmt: skip


def changes(
    actor: Person, show: str = "all", space: Space | None = None, *, before: int | None = None, size: int = 20
) -> Sequence[PageChange]:
    """Suggested changes, the newest first, `size` + 1 at most.

    show: mine (of every state), for_me (pages that the actor looks after), all (open ones), decided.
    """
    statement = _shown(actor, readable(actor, select(PageChange)), show)
    if space is not None:
        statement = statement.where(PageChange.space_id == space.id)
    if before is not None:
        statement = statement.where(PageChange.id < before)
    statement = statement.options(*EAGER).order_by(PageChange.id.desc()).limit(size + 1)
    return session().scalars(statement).unique().all()


def waiting_for(actor: Person) -> int:
    """How many suggested changes wait for the actor to decide."""
    counted = readable(actor, select(PageChange)).where(PageChange.state == ChangeState.REVIEW, _mine(actor))
    return session().scalar(counted.with_only_columns(func.count(PageChange.id))) or 0


def open_changes(actor: Actor, page: Page, size: int = 10) -> Sequence[PageChange]:
    """What waits for a page, and the actor's own drafts for it."""
    statement = readable(actor, select(PageChange)).where(
        PageChange.page_id == page.id, PageChange.state.in_((*OPEN, ChangeState.DRAFT))
    )
    statement = statement.options(joinedload(PageChange.author)).order_by(PageChange.id.desc())
    return session().scalars(statement.limit(size)).all()


def change_url(change: PageChange) -> str:
    """`/wiki/changes/4`."""
    return f"/wiki/changes/{change.id}"


def change_card(change: PageChange) -> Card:
    """A suggested change in one line."""
    return Card(
        ref=change.ref, title=change.page.title, url=change_url(change), kind=_("Suggested change"),
        state=change.state.label.lower(), excerpt=change.note, icon="edit", by=change.author.name,
        said=change.comment_count,
    )  # fmt: skip


def paths(wanted: Iterable[str]) -> dict[str, str]:
    """For Kind.paths."""
    found = {}
    for path in wanted:
        number = path.removeprefix("/wiki/changes/")
        if number != path and number.isdecimal() and len(number) < 18:
            found[path] = f"change:{int(number)}"
    return found


def change_asked(event: Event, fact: ChangeAsked) -> Iterable[Recipient]:
    """Who looks after the page decides; on a second look, also who has asked for changes."""
    page = session().get_one(PageChange, fact.change_id).page
    for person_id in dict.fromkeys(id for id in (page.owner_id, page.verifier_id) if id):
        yield Recipient(person_id, lazy("you look after this page"), "decide", event.subject)


def change_wanted(event: Event, fact: ChangeWanted) -> Iterable[Recipient]:
    """Its author writes on."""
    yield from _author(event, fact.change_id, "answer")


def change_merged(event: Event, fact: ChangeMerged) -> Iterable[Recipient]:
    """Its author is thanked."""
    yield from _author(event, fact.change_id, "helped")


def change_rejected(event: Event, fact: ChangeRejected) -> Iterable[Recipient]:
    """Its author reads why."""
    yield from _author(event, fact.change_id, "read")


KIND = Kind(
    "change", PageChange, lazy("Suggested change"), change_url, lambda change: change.page.title,
    card=change_card, thread=True, eager=EAGER, paths=paths,
)  # fmt: skip
NOTIFY: dict[type[Fact], Notify] = {
    ChangeAsked: change_asked,
    ChangeWanted: change_wanted,
    ChangeMerged: change_merged,
    ChangeRejected: change_rejected,
}


def _author(event: Event, change_id: int, action: str) -> Iterable[Recipient]:
    change = session().get_one(PageChange, change_id)
    yield Recipient(change.author_id, lazy("you suggested this"), action, event.subject)


def _shown(actor: Person, statement: Select[PageChange], show: str) -> Select[PageChange]:
    if show == "mine":
        return statement.where(PageChange.author_id == actor.id)
    if show == "decided":
        return statement.where(PageChange.state.in_((ChangeState.MERGED, ChangeState.REJECTED)))
    if show == "for_me":
        return statement.where(PageChange.state == ChangeState.REVIEW, _mine(actor))
    return statement.where(PageChange.state.in_(OPEN))


def _mine(actor: Person) -> ColumnElement[bool]:
    looks_after = or_(Page.owner_id == actor.id, Page.verifier_id == actor.id)
    return PageChange.page_id.in_(select(Page.id).where(looks_after))
