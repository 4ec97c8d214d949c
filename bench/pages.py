"""What is measured: the addresses, and a hub with the data set behind them."""

from pathlib import Path

from apiflask import APIFlask
from sqlalchemy import select

from bench.data import fill_index, load
from bench.sizes import Sizes
from config import Config
from hub import schema
from hub.app import create_app, engine_of
from hub.core.db import session, transaction
from hub.core.permissions import readable
from hub.people.models import Person
from hub.people.sessions import begin
from hub.qa.models import Question, QuestionState

PAGES = {
    "home": "/",
    "questions": "/q?view=newest",
    "question": "/q/1",
    "case": "/cases/1",
    "cases": "/cases",
    "article": "/wiki/place-2/page-1",
    "history, 500 versions": "/wiki/place-3/page-2/history",
    "its oldest and newest compared": "/wiki/place-3/page-2/history/1..500",
    "community": "/c/place-1",
    "search": "/search?q=baggage",
    "search, rare word": "/search?q=osloward",
}
READER = 1


def settings(folder: Path, url: str = "") -> Config:
    """The embedded form, its background switched off: what is measured is the page."""
    return Config(
        data_dir=folder,
        database_url=url or f"sqlite:///{folder / 'backchannel.db'}",
        secret_key="only for measuring",  # noqa: S106
        public_url="http://127.0.0.1",
        threads=16,
        embedded=False,
        log_level="error",
    )


def hub_at(folder: Path, sizes: Sizes, *, indexed: int) -> APIFlask:
    """The application on the data set, which is loaded when the folder holds none."""
    config = settings(folder)
    is_new = not (folder / "backchannel.db").exists()
    app = create_app(config)
    schema.upgrade(engine_of(app))  # the data set may be of an earlier version
    if is_new:
        load(engine_of(app), sizes)
        with app.app_context():
            fill_index(indexed)
    return app


def cookie_of(app: APIFlask, reader: int = READER) -> str:
    """A signed-in browser of the reader."""
    with app.app_context():
        with transaction() as db:
            key = begin(db.get_one(Person, reader))
        session.remove()
    return f"backchannel={key}"


def address(app: APIFlask, name: str, cookie: str) -> str:
    """Where a page really stands (a question's address ends with its title), after a first visit:
    that one writes down what was read, the next ones only read."""
    client, headers = app.test_client(use_cookies=False), {"Cookie": cookie}
    answer = client.get(PAGES[name], headers=headers)
    if answer.status_code not in (301, 302):
        return PAGES[name]
    client.get(answer.headers["Location"], headers=headers)
    return answer.headers["Location"]


def open_questions(app: APIFlask, most: int = 50) -> list[int]:
    """Questions that wait for an answer where the reader may go, by id."""
    with app.app_context():
        waiting = (
            select(Question).where(Question.state == QuestionState.OPEN).order_by(Question.id).limit(most)
        )
        found = [each.id for each in session.scalars(readable(session.get_one(Person, READER), waiting))]
        session.remove()
    return found
