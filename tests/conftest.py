"""Fixtures for every test: the app, the cast, time that can be set, facts that can be drained.

One database per run, filled with the cast once; each test runs inside a transaction that is rolled
back, so actions may commit as usual. BACKCHANNEL_TEST_DATABASE=postgres runs it all on PostgreSQL.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask import g, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from config import Config
from hub.app import create_app, engine_of
from hub.core import clock, db, dispatch
from hub.core.db import Base, session, transaction
from hub.indexing import palette, queries
from hub.indexing.consumer import keep as keep_index
from hub.people import sessions
from hub.people.models import Person
from hub.running import keep_what_is_loaded
from hub.suggest import likeness
from tests import cast
from tests.kept_index import KeptIndex
from tests.statements import ON_POSTGRES

pytest_plugins = ["tests.servers"]

PROJECT = Path(__file__).parent.parent
SAMPLES = PROJECT.parent / "shared" / "samples"


def pytest_collection_finish() -> None:
    """As the server does: looking for garbage all the time took a twentieth of the tests' time."""
    keep_what_is_loaded()


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest) -> str:
    """In memory unless PostgreSQL is asked for."""
    if ON_POSTGRES:
        return str(request.getfixturevalue("postgres_url_for_session"))
    return "sqlite://"


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The var/ of the test hub."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def app(database_url: str, data_dir: Path) -> Iterator[APIFlask]:
    """The whole application, its tables made and the cast in place."""
    config = Config(
        data_dir=data_dir,
        database_url=database_url,
        secret_key="only for tests",
        public_url="http://localhost",
        organisation="Test House",
        plugins=("kudos",),
        testing=True,
    )
    made = create_app(config)
    made.config["WTF_CSRF_ENABLED"] = False  # switched on by the tests about it
    likeness.SECONDS = queries.SECONDS = palette.QUICK = 10.0  # what is found, on however busy a machine
    Base.metadata.create_all(engine_of(made))
    with made.app_context():
        cast.populate()
        drain_all(made)
    session.remove()
    made.extensions["kept_index"] = KeptIndex(made.extensions["index"], data_dir / "index-of-the-cast")
    yield made
    engine_of(made).dispose()


@pytest.fixture(autouse=True)
def _rolled_back(request: pytest.FixtureRequest) -> Iterator[None]:
    """Everything a test writes is gone after it. Tests that make their own hub do without."""
    if "own_hub" in request.keywords or "app" not in request.fixturenames:
        yield
        return
    engine: Engine = engine_of(request.getfixturevalue("app"))
    connection = engine.connect()
    outer = connection.begin()
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
    db.bind(connection, join_transaction_mode="create_savepoint")
    try:
        yield
    finally:
        session.remove()
        outer.rollback()
        connection.close()
        request.getfixturevalue("app").extensions["kept_index"].put_back()
        db.bind(engine, join_transaction_mode="conditional_savepoint")


def forget_who() -> None:
    """A test's own context outlives its requests: the next one must ask again who it is."""
    if has_app_context():
        g.pop("_login_user", None)


class Someone:
    """A colleague at a browser."""

    def __init__(self, app: APIFlask, handle: str | None) -> None:
        self.handle = handle
        self.client: FlaskClient = app.test_client()
        if handle is not None:
            with transaction():
                key = sessions.begin(cast.person(handle))
            self.client.set_cookie("backchannel", key)

    @property
    def person(self) -> Person:
        """The row, in the present session."""
        assert self.handle is not None
        return cast.person(self.handle)

    def get(self, url: str, **more: Any) -> TestResponse:
        """Open a page."""
        forget_who()
        return self._alone(self.client.get, url, **more)

    def post(self, url: str, headers: dict[str, str] | None = None, **form: Any) -> TestResponse:
        """Send a form."""
        forget_who()
        return self._alone(self.client.post, url, data=form, headers=headers or {})

    def api(self, method: str, url: str, token: str, **more: Any) -> TestResponse:
        """Ask as a program."""
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return self._alone(self.client.open, url, method=method, headers=headers, **more)

    @staticmethod
    def _alone(send: Callable[..., TestResponse], url: str, **more: Any) -> TestResponse:
        """Outside the context of the test, as in a server: else `g` and with it the person are shared."""
        return Context().run(send, url, **more)


@pytest.fixture
def sign_in(app: APIFlask) -> Callable[[str | None], Someone]:
    """Somebody of the cast at a browser of their own."""
    return lambda handle: Someone(app, handle)


def _member(handle: str) -> Any:
    @pytest.fixture(name=handle)
    def someone(app: APIFlask) -> Someone:
        return Someone(app, handle)

    return someone


ada, ben, cleo, dora = _member("ada"), _member("ben"), _member("cleo"), _member("dora")
finn, gwen, hugo, iris = _member("finn"), _member("gwen"), _member("hugo"), _member("iris")


@pytest.fixture
def nobody(app: APIFlask) -> Someone:
    """A visitor without a sign-in."""
    return Someone(app, None)


@pytest.fixture
def ctx(app: APIFlask) -> Iterator[None]:
    """An application context, for calling actions and queries directly."""
    with app.app_context():
        yield


@pytest.fixture
def drain(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run the loop of facts to its end, in process; an error in a consumer fails the test."""

    def fail(_consumer: object, error: Exception) -> int:
        raise error

    monkeypatch.setattr(dispatch, "_stumble", fail)
    return lambda: drain_all(app)


def drain_all(app: APIFlask) -> None:
    """Hand every event to every consumer."""
    with app.app_context():
        keep_index()
        while dispatch.pump_all(app.extensions["consumers"]):
            pass
    session.remove()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime | timedelta], None]:
    """Set the clock to a moment, or move it by a span."""

    def move(to: datetime | timedelta) -> None:
        moment = to if isinstance(to, datetime) else clock.now() + to
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


@pytest.fixture
def count_queries(app: APIFlask) -> Callable[[], Any]:
    """`with count_queries() as seen:` collects the statements that were sent."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            framing = statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "SELECT set_config"))
            # On PostgreSQL the search library keeps its index in the same database: not statements of a page
            if not framing and "search_document" not in statement and "search_word" not in statement:
                seen.append(statement)

        event.listen(engine_of(app), "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine_of(app), "before_cursor_execute", note)

    return counting


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real data to read; the folder is beside the project, not in it."""
    if not SAMPLES.is_dir():
        pytest.skip("not run: the folder of sample data is not beside the project")
    return SAMPLES
