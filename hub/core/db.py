"""The database: one engine, one session per thread of work, and the only commit in the code.

SQLite is driven in autocommit for reads (no read transaction can go stale and then fail to become
a write), and every write begins with BEGIN IMMEDIATE. PostgreSQL needs nothing special.
"""

import enum
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import DateTime, Engine, Enum, MetaData, Select, create_engine, event, make_url, text
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.types import TypeDecorator

from hub.core.errors import NotFound

T = TypeVar("T")
K = TypeVar("K")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on both databases; SQLite itself would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


class Base(DeclarativeBase):
    """The parent of every table of the hub and of its plugins."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own form)
        datetime: UtcDateTime(),
        enum.StrEnum: Enum(
            enum.StrEnum,
            native_enum=False,
            length=20,
            values_callable=lambda made: [member.value for member in made],
        ),
    }


# One that is opened for a single request costs more than most pages do.
_POOL: dict[str, Any] = {"pool_size": 20, "max_overflow": 40}
BUSY_SECONDS = 15
KEEP_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan"
PLAN_ANEW = "SET plan_cache_mode = force_custom_plan"
PLAN_AS_USUAL = PLAN_ANEW.replace("SET ", "SET LOCAL ")
KEEPING, WROTE = "keeps plans", "wrote"  # in the notes of a connection, for one transaction
RECYCLE_SECONDS = 3_600  # SQLite reads its statistics when a connection is opened
OUT_OF_RANGE = "22003"  # in PostgreSQL
_ONE_WRITES = threading.Lock()
_IN_MEMORY = (None, "", ":memory:")  # has one connection a thread, and no pool

_factory: sessionmaker[Session] = sessionmaker(expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_factory)
_after_commit: list[Callable[[], None]] = []


def connect(url: str) -> Engine:
    """Make the engine for `url` and bind all sessions of this process to it."""
    engine = engine_for(url)
    session.remove()
    _factory.configure(bind=engine)
    return engine


def engine_for(url: str) -> Engine:
    """An engine that drives its database as the hub needs it."""
    if url.startswith("sqlite"):
        pool = {} if make_url(url).database in _IN_MEMORY else {**_POOL, "pool_recycle": RECYCLE_SECONDS}
        options = {"isolation_level": None, "check_same_thread": False, "timeout": BUSY_SECONDS}
        engine = create_engine(url, connect_args=options, **pool)
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, **_POOL)
        event.listen(engine, "connect", _plan_anew)
        event.listen(engine, "before_cursor_execute", _plan_as_asked)
        event.listen(engine, "begin", _plans_as_usual)
        event.listen(engine, "rollback_savepoint", _forget_how_it_plans)
        event.listen(engine, "rollback", _end_of_reading)
    return engine


def bind(connection: Connection | Engine, **options: Any) -> None:
    """Bind all new sessions to `connection`; tests hand in one that is rolled back afterwards."""
    session.remove()
    _factory.configure(bind=connection, **options)


@contextmanager
def transaction() -> Iterator[Session]:
    """All or nothing. Nests: only the outermost commits.

    Whoever waits for facts (the dispatcher) is told after the commit.
    """
    db = session()
    if db.info.get("writing"):
        yield db
        return
    with _turn_to_write(db):
        db.info["writing"] = True
        try:
            yield db
            db.commit()
        except BaseException:
            db.rollback()
            raise
        finally:
            db.info.pop("writing", None)
            db.info.pop("checked", None)
            has_news = db.info.pop("news", False)
    if has_news:
        for told in _after_commit:
            told()


def tell_after_commit() -> None:
    """Say, inside a transaction, that it leaves work for those who wait: a fact or a delivery.

    A commit without news wakes nobody; else the dispatcher's own commits would keep it awake.
    """
    session().info["news"] = True


def locked(thing: T) -> T:
    """Read `thing` again and hold its row until the transaction ends: what a decision rests on."""
    # Only its own row: PostgreSQL cannot hold those of an outer join that brings along what belongs to it.
    session().refresh(thing, with_for_update={"of": type(thing)})
    return thing


def pairs(statement: Select[K, T]) -> dict[K, T]:
    """The rows of a statement with two columns, the first one → the second, in their order."""
    return {row[0]: row[1] for row in session().execute(statement)}


def after_commit(callback: Callable[[], None]) -> None:
    """Call `callback` after each commit of this process that has news: a nudge, never a duty."""
    if callback not in _after_commit:
        _after_commit.append(callback)


def is_postgres() -> bool:
    """Whether the scaled database is in use; for the few statements that need a second form."""
    return session().get_bind().dialect.name == "postgresql"


def _plan_as_asked(on: Connection, cursor: Any, sql: str, _values: Any, context: Any, _many: bool) -> None:
    """PostgreSQL plans a statement with the option `keeps_plan` once a connection, whatever its values are.

    All others it plans for their values each time: left alone it guesses. What is asked for is told it when
    that changes from one statement to the next, in a transaction, and not each time.
    """
    if context.compiled is None or not context.compiled.statement.is_select:
        on.info[WROTE] = True
    if sql.startswith("ROLLBACK"):  # to a savepoint: after an error nothing else is heard
        return
    keeps = bool(context.execution_options.get("keeps_plan"))
    if on.info.get(KEEPING) is not keeps:
        # On a cursor of its own: rows of the statement before may still have to be fetched.
        cursor.connection.execute(KEEP_PLAN if keeps else PLAN_AS_USUAL)
        on.info[KEEPING] = keeps


def _plan_anew(driver: Any, _record: object) -> None:
    """The usual, as soon as a connection is there."""
    driver.execute(PLAN_ANEW)
    driver.commit()


def _plans_as_usual(on: Connection) -> None:
    """What was told held for the transaction before."""
    on.info[KEEPING] = on.info[WROTE] = False


def _forget_how_it_plans(on: Connection, _name: str, _context: None) -> None:
    """What was told since the savepoint does not hold any more: tell it anew."""
    on.info[KEEPING] = None


def _end_of_reading(on: Connection) -> None:
    """Psycopg forgets all that it prepared when a transaction is rolled back, as each request ends.

    Then PostgreSQL would plan every statement of every page anew, most of which takes longer than running it.
    Where nothing was written it is all the same how a transaction ends; the rollback then finds none open.
    """
    driver: Any = on.connection.driver_connection
    if not on.info.get(WROTE, True) and driver.info.transaction_status.name == "INTRANS":
        with suppress(Exception):  # the server went away: the rollback that follows says so
            driver.commit()


@contextmanager
def _turn_to_write(db: Session) -> Iterator[None]:
    """SQLite has one writer at a time: begin as the one, and let the next in afterwards."""
    connection = db.connection()
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection) or driver.in_transaction:
        yield
        return
    # Threads of one process wait for each other here: SQLite lets them sleep and try again by chance, and
    # under load some would try for seconds. After that its own word counts: another process may write, too.
    if not _ONE_WRITES.acquire(timeout=BUSY_SECONDS):
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
    finally:
        _ONE_WRITES.release()


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={1000 * BUSY_SECONDS}",
        "cache_size=-8000",
        "mmap_size=268435456",
        "temp_store=MEMORY",
        "analysis_limit=1000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "handle_error")
def _nothing_has_this_number(context: ExceptionContext) -> None:
    """Asked for a number that is larger than any a column holds, the answer is that there is nothing."""
    raised, asked = context.original_exception, context.statement or ""
    too_large = isinstance(raised, OverflowError) or getattr(raised, "sqlstate", "") == OUT_OF_RANGE
    if too_large and asked.startswith(("SELECT", "WITH")):
        raise NotFound from raised


def keep_statistics() -> None:
    """Tell SQLite what its tables hold by now, or it plans the feed of a large hub as if they were empty.

    A matter of milliseconds: it looks at a thousand rows of each index. PostgreSQL does this by itself.
    """
    if not is_postgres():
        with transaction() as db:
            db.execute(text("ANALYZE"))


def sqlite_version() -> str:
    """The SQLite that this Python carries, for the health page."""
    return sqlite3.sqlite_version


@event.listens_for(Session, "before_flush")
def _refuse_stray_writes(db: Session, _context: object, _instances: object) -> None:
    if not db.info.get("writing"):
        raise RuntimeError(
            "Something was changed outside transaction(). Only an action changes state: "
            "open `with transaction() as db:` around the change."
        )
