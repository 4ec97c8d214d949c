"""Messages, steps and facts of a large desk, made of its cases by the database itself."""

from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    select,
)

from bench.desk_rows import TEXTS, TOGETHER, Desk
from hub.cases.models import Case, CaseState, Message, Step
from hub.channels.contract import MessageState
from hub.core.events import Event

_OWN = MetaData()
_TEXT = Table(
    "bench_text", _OWN, Column("id", Integer, primary_key=True), Column("words", Text), prefixes=["TEMPORARY"]
)
_TURN = Table("bench_turn", _OWN, Column("place", Integer, primary_key=True), prefixes=["TEMPORARY"])
STEPS = ("opened", "assigned", "state")


def write_messages(connection: Connection, desk: Desk) -> None:
    """To cases that are there, as many as each says that it has; customer and agent by turns."""
    _OWN.create_all(connection)
    connection.execute(insert(_TEXT), [{"id": id, "words": words} for id, words in enumerate(desk.said())])
    connection.execute(insert(_TURN), [{"place": place} for place in range(desk.longest)])
    _fill(connection, Message, _messages())
    _fill(connection, Step, _steps())
    _fill(connection, Event, _facts())
    _OWN.drop_all(connection)


def _fill(connection: Connection, model: Any, rows: Select[Any]) -> None:
    connection.execute(insert(model.__table__).from_select(rows.selected_columns.keys(), rows))


def _messages() -> Select[Any]:
    """Within each TOGETHER the first ones of all, then the second ones: as they would come in."""
    ours = and_(_TURN.c.place % 2 == 1, Case.state != CaseState.NEW)
    order = ((Case.id - 1) // TOGETHER, _TURN.c.place, Case.id)
    written = case((_TURN.c.place < 2, Case.created_at), else_=Case.active_at)
    return (
        select(
            func.row_number().over(order_by=order).label("id"),
            Case.id.label("case_id"), Case.space_id, Case.channel_id,
            case((ours, func.coalesce(Case.assignee_id, 10))).label("author_id"),
            _TEXT.c.words.label("body"), ("<p>" + _TEXT.c.words + "</p>").label("html"),
            case((ours, MessageState.SENT.value), else_=MessageState.RECEIVED.value).label("state"),
            written.label("at"),
        )
        .join(_TURN, _TURN.c.place < Case.message_count)
        .join(_TEXT, _TEXT.c.id == (Case.id * 31 + _TURN.c.place * 7) % TEXTS)
        .order_by(*order)
    )  # fmt: skip


def _steps() -> Select[Any]:
    """That it came in, who took it, what became of it."""
    what = case(*((_TURN.c.place == place, name) for place, name in enumerate(STEPS)))
    detail = case((_TURN.c.place == len(STEPS) - 1, Case.state), else_="")
    at = case((_TURN.c.place == 0, Case.created_at), else_=Case.active_at)
    return (
        select(
            Case.id.label("case_id"), Case.assignee_id.label("actor_id"), what.label("what"),
            cast(detail, String).label("detail"), at.label("at"),
        )
        .join(_TURN, _TURN.c.place < len(STEPS))
        .order_by(Case.id, _TURN.c.place)
    )  # fmt: skip


def _facts() -> Select[*tuple[Any, ...]]:
    """One of each case."""
    nothing = literal({}, Event.data.type)
    return select(
        literal("cases.case_opened").label("kind"), Case.space_id,
        (literal("case:") + cast(Case.id, String)).label("subject"), nothing.label("data"),
        Case.created_at.label("at"),
    ).order_by(Case.id)  # fmt: skip
