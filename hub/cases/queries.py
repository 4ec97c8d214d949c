"""What the pages of the desk need, already shaped: the list and its counts, a case and its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import joinedload

from hub.cases.actions.quieting import is_quiet
from hub.cases.actions.steps import ASKED
from hub.cases.due import is_due_soon
from hub.cases.models import IS_UNDER_WAY, OVER, Case, CaseState, Message, Note, Override, Step
from hub.cases.sorting import Key, behind, keys_of, order_by
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import UtcDateTime, session
from hub.core.errors import Invalid, NotFound
from hub.core.features import card_of, resolve_many
from hub.core.limits import LIMITS
from hub.core.permissions import Actor, condition, load, readable
from hub.core.words import gettext as _
from hub.links.models import Link
from hub.people.models import Person, Reading
from hub.people.prepared import prepared
from hub.reuse.models import Credit, Fitting, Provenance
from hub.reuse.recalls import taken_back
from hub.web.paging import Page, cut

VIEWS = ("mine", "unassigned", "team", "due", "waiting", "snoozed", "closed", "quiet")
NOT_SENT = (MessageState.FAILED, MessageState.UNKNOWN)


@dataclass(frozen=True)
class Row:
    """A case in the list, as this person sees it."""

    case: Case
    is_new: bool  # the customer has written since they looked
    not_sent: bool
    minutes: int | None  # left until promised, negative when late
    fitting: int = 0  # suggestions that nobody has looked for yet
    said: int = 0  # what colleagues have said in its discussions, as far as this person may read them


def view_counts(actor: Person) -> dict[str, int]:
    """View → number of cases, all in one statement; asked once per request."""
    known: dict[str, int] | None = session().info.get("case_counts")
    if known is None:
        row = _count_views(actor, now=clock.now()).one()
        known = {name: int(count or 0) for name, count in row._mapping.items()}
        session().info["case_counts"] = known
    return known


def waiting_number(me: Person) -> Select[Any]:
    """The customers who wait for somebody: the one filled number of the frame."""
    limit, now = condition(me, Case), bindparam("now", type_=UtcDateTime())
    mine = in_view(me, "mine", now)
    return select(func.count(Case.id)).where(true() if limit is None else limit, mine)


def forget_counts() -> None:
    """Something changed in this request: count again when asked."""
    session().info.pop("case_counts", None)


def list_cases(
    actor: Person, view: str, *, after: int | None = None, size: int = LIMITS.default_page,
    narrowed_to: ColumnElement[bool] | None = None, sort: str = "",
) -> Page[Row]:  # fmt: skip
    """One page of a view, least time left first; what has no deadline comes after, newest first.

    `after`: the last case of the page before; cases that come or go meanwhile move nobody's page.
    `narrowed_to`: a condition instead of the view's; `sort`: an order instead of the view's (`sorting`).
    """
    moment = clock.now()
    if after is None and narrowed_to is None:
        found_rows: Sequence[Any] = _top(actor, view, sort, size + 1, now=moment).all()
    else:
        keys = keys_of(view, sort)
        wanted = in_view(actor, view) if narrowed_to is None else narrowed_to
        below = and_(wanted, *_edge(actor, keys, after))
        found_rows = session().execute(_rows(actor, below, keys, size + 1)).all()
    said = _said_in(actor, {row[-1] for row in found_rows if row[-1] and row[0].answered_at is None})
    rows = [
        Row(
            found,
            seen is None or seen < found.wrote_at,
            not_sent,
            minutes_left(found, moment),
            fitting or 0,
            said.get(question, 0),
        )
        for found, seen, not_sent, fitting, question in found_rows
    ]
    return Page(rows[:size], str(rows[size - 1].case.id) if len(rows) > size else None)


@prepared
def _top(me: Person, view: str, sort: str, most: int) -> Select[Any]:
    now = bindparam("now", type_=UtcDateTime())
    return _rows(me, in_view(me, view, now), keys_of(view, sort), most).execution_options(keeps_plan=True)


def _rows(actor: Person, wanted: ColumnElement[bool], keys: Any, most: int) -> Select[Any]:
    """Chosen by their numbers first: what a row shows is asked for those that are shown, not for all."""
    chosen = readable(actor, select(Case)).with_only_columns(Case.id).where(wanted)
    failed = exists().where(Message.case_id == Case.id, Message.state.in_(NOT_SENT))
    ref = literal("case:") + cast(Case.id, String)
    shown: Select[Any] = select(Case, Reading.at, failed, Fitting.number, _discussion_of(Case.id))
    return (
        shown.outerjoin(Reading, and_(Reading.person_id == actor.id, Reading.ref == ref))
        .outerjoin(Fitting, Fitting.ref == ref)
        .where(Case.id.in_(chosen.order_by(*order_by(keys)).limit(most)))
        .options(joinedload(Case.customer), joinedload(Case.channel), joinedload(Case.assignee))
        .order_by(*order_by(keys))
    )


def minutes_left(found: Case, moment: datetime | None = None) -> int | None:
    """Until the promised time of the first answer; negative when it has passed."""
    if found.due_at is None or found.waiting_since is None or found.is_over:
        return None
    return int((found.due_at - (moment or clock.now())).total_seconds() // 60)


def message_in(actor: Actor, case: Case, id: int) -> Message:
    """A message of a case. Raises NotFound for one of another case, too."""
    message = load(actor, Message, id)
    if message.case_id != case.id:
        raise NotFound
    return message


def messages_of(found: Case, most: int = 200) -> Sequence[Message]:
    """The conversation, oldest first: the newest so many of it."""
    return list(reversed(session().scalars(_MESSAGES.limit(most), {"case": found.id}).all()))


_CASE: Any = bindparam("case")
_MESSAGES = (
    select(Message)
    .where(Message.case_id == _CASE)
    .options(joinedload(Message.author))
    .order_by(Message.id.desc())
    .execution_options(keeps_plan=True)
)
_STEPS = (
    select(Step)
    .where(Step.case_id == _CASE)
    .options(joinedload(Step.actor))
    .order_by(Step.id.desc())
    .limit(200)
    .execution_options(keeps_plan=True)
)
_SOURCES = select(Provenance).where(Provenance.case_ref == _CASE).order_by(Provenance.id.desc()).limit(300)
_SOURCES = _SOURCES.options(taken_back()).execution_options(keeps_plan=True)


def messages_after(found: Case, after: int, size: int) -> Page[Message]:
    """A page of the conversation, oldest first."""
    statement = select(Message).where(Message.case_id == found.id, Message.id > after)
    rows = session().scalars(
        statement.options(joinedload(Message.author)).order_by(Message.id).limit(size + 1)
    )
    return cut(rows.all(), size)


def newest_message_id(found: Case) -> int:
    """0 while nothing was said."""
    return session().scalar(select(func.max(Message.id)).where(Message.case_id == found.id)) or 0


def said_since(actor: Person, found: Case, seen: int) -> Sequence[Message]:
    """What others said after a message, by either side, oldest first; what was taken back was not said."""
    statement = (
        select(Message)
        .where(
            Message.case_id == found.id, Message.id > seen, Message.state != MessageState.TAKEN_BACK,
            Message.author_id.is_distinct_from(actor.id), Message.automatic.is_(False),
        )
        .options(joinedload(Message.author))
        .order_by(Message.id.desc())
        .limit(3)
    )  # fmt: skip
    return list(reversed(session().scalars(statement).all()))


def notes_of(found: Case) -> Sequence[Note]:
    """What was written inside, oldest first."""
    statement = (
        select(Note)
        .where(Note.case_id == found.id)
        .options(joinedload(Note.author))
        .order_by(Note.id.desc())
        .limit(100)
    )
    return list(reversed(session().scalars(statement).all()))


def steps_of(found: Case) -> Sequence[Step]:
    """The case's own history, oldest first."""
    return list(reversed(session().scalars(_STEPS, {"case": found.id}).all()))


def sources_of_case(found: Case) -> Sequence[Provenance]:
    """What was inserted into its replies, also into drafts of others, oldest first: the newest 300."""
    return list(reversed(session().scalars(_SOURCES, {"case": found.ref}).all()))


def overrides_of(message: Message) -> Sequence[Override]:
    """What the guard had found in a reply and why it was sent all the same."""
    return session().scalars(select(Override).where(Override.message_id == message.id)).all()


def helpers_of(found_case: Case) -> list[tuple[Person, str, str]]:
    """Everybody credited in its replies: who, what they did, in which text."""
    ref = literal("message:") + cast(Message.id, String)
    replies = select(ref).where(Message.case_id == found_case.id, Message.author_id.is_not(None))
    statement = (
        select(Credit).where(Credit.reply.in_(replies)).options(joinedload(Credit.person)).order_by(Credit.at)
    )
    parts = {
        "wrote": _("Answered"),
        "worded": _("Wrote the customer's words"),
        "vetted": _("Vetted the text"),
    }
    found: dict[int, tuple[Person, str, str]] = {}
    for credit in session().scalars(statement):
        did = parts.get(credit.part, _("Helped"))
        found.setdefault(credit.person_id, (credit.person, did, credit.source))
    return list(found.values())


def earlier_cases(actor: Actor, found: Case) -> Sequence[Case]:
    """The other cases of the same customer, newest first (CS18)."""
    statement = (
        readable(actor, select(Case))
        .where(Case.customer_id == found.customer_id, Case.id != found.id)
        .options(joinedload(Case.channel), joinedload(Case.customer))
        .order_by(Case.id.desc())
        .limit(6)
        .execution_options(keeps_plan=True)
    )
    return session().scalars(statement).all()


def figures_of_today(actor: Person, since: datetime) -> dict[str, str]:
    """What the actor's desks have done since a moment, in the words of the page; one statement."""
    statement = (
        readable(actor, select(Case))
        .with_only_columns(Case.created_at, Case.first_replied_at, Case.answered_at, Case.rating)
        .where(
            Case.id.in_(
                union(
                    select(Case.id).where(Case.replied_at >= since),
                    select(Case.id).where(Case.rated_at >= since),
                )
            )
        )
        .limit(2_000)
    )
    rows = session().execute(statement).all()
    first = [row.first_replied_at - row.created_at for row in rows if row.first_replied_at]
    minutes = sorted(int(each.total_seconds() // 60) for each in first)
    ratings = [row.rating for row in rows if row.rating]
    helped = sum(1 for row in rows if row.answered_at)
    return {
        _("Answered today"): str(len(first)),
        _("First reply"): _("%(minutes)s min", minutes=minutes[len(minutes) // 2]) if minutes else "–",
        _("With help from inside"): f"{round(100 * helped / len(rows))} %" if rows else "–",
        _("Satisfaction"): f"{sum(ratings) / len(ratings):.1f}" if ratings else "–",
    }


def in_view(actor: Person, view: str, now: Any = None) -> ColumnElement[bool]:
    """The condition of a view of the list; `now` may be the name of a moment in a prepared statement."""
    moment = clock.now() if now is None else now
    awake = or_(Case.snoozed_until.is_(None), Case.snoozed_until <= moment)
    active = IS_UNDER_WAY
    ours = Case.state != CaseState.WAITING_CUSTOMER
    match view:
        case "mine":
            return and_(Case.assignee_id == actor.id, active, ours, awake)
        case "unassigned":
            return and_(Case.assignee_id.is_(None), active, awake)
        case "waiting":
            return and_(Case.state == CaseState.WAITING_CUSTOMER, awake)
        case "due":
            return is_due_soon(moment)
        case "snoozed":
            return and_(active, Case.snoozed_until > moment)
        case "closed":
            return Case.state.in_(OVER)
        case "quiet":
            return is_quiet()
        case _:
            return and_(active, awake)


@prepared
def _count_views(me: Person) -> Select[Any]:
    """Cases that are over are left out before anything is counted: they are most of all."""
    now = bindparam("now", type_=UtcDateTime())
    counted = [view for view in VIEWS if view not in ("closed", "quiet")]
    sums = [func.sum(case((in_view(me, view, now), 1), else_=0)).label(view) for view in counted]
    limit = condition(me, Case)
    found = select(*sums).where(true() if limit is None else limit, IS_UNDER_WAY)
    return found.execution_options(keeps_plan=True)


def _edge(actor: Person, keys: Sequence[Key], after: int | None) -> list[ColumnElement[bool]]:
    """What comes after a case in an order."""
    if after is None:
        return []
    edge = session().scalars(readable(actor, select(Case)).where(Case.id == after)).one_or_none()
    if edge is None:
        raise Invalid(_("This link to the next page is damaged. Start again from the first page."))
    return [behind(keys, edge)]


def _discussion_of(case_id: Any) -> Any:
    """The question that a case waits for, the newest of them, as a ref."""
    own = Link.source == literal("case:") + cast(case_id, String)
    statement = select(Link.target).where(own, Link.kind.in_(ASKED), Link.removed_at.is_(None))
    return statement.order_by(Link.id.desc()).limit(1).scalar_subquery()


def _said_in(actor: Actor, refs: set[str]) -> dict[str, int]:
    """Answers and comments there, all in one statement; what the actor may not read is left out."""
    things = resolve_many(actor, refs) if refs else {}
    return {ref: card.said for ref, thing in things.items() if (card := card_of(thing)) is not None}
