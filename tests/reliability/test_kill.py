"""The server is killed again and again while people write: what was acknowledged is there, once."""

import random
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from config import Config
from hub import schema
from hub.app import create_app, engine_of
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.people.models import Person
from hub.people.sessions import begin
from hub.spaces.actions import create_space, welcome
from tests.nursery import Nursery
from tests.reliability.server import Browser, Hub

ROUNDS = 20
WRITERS = 3
SEARCHABLE_WITHIN = 15  # seconds, on a machine that does other things besides


@dataclass
class Writer:
    """Somebody at a keyboard who asks, answers and comments, and tries again with the same `once`."""

    hub: Hub
    handle: str
    key: str
    acknowledged: list[str] = field(default_factory=list)  # the words of what the server had answered to
    held: list[tuple[str, str]] = field(default_factory=list)  # (path, words) not acknowledged yet
    threads: list[str] = field(default_factory=list)
    number: int = 0
    calls: int = 0  # of those that were acknowledged, how many call Ada
    token: str = ""  # of the forms; as long as the session

    def work(self, stopped: threading.Event) -> None:
        """Write until told to stop. A broken line leaves the last text in the hands of the writer."""
        with Browser(self.hub, self.key) as browser:
            while not stopped.is_set():
                try:
                    self._again(browser) if self.held else self._new(browser)
                except requests.RequestException:
                    time.sleep(0.05)

    def _new(self, browser: Browser) -> None:
        self.number += 1
        words = f"{self.handle}word{self.number:04}x"
        thread = self.threads[-1] if self.threads and self.number % 3 else ""
        path = f"{thread}/answers" if self.number % 3 == 1 else f"/t/question:{thread[3:]}/comments"
        self.held.append((path if thread else "/q", words))
        self._again(browser)

    def _again(self, browser: Browser) -> None:
        path, words = self.held[-1]
        self.token = self.token or _token(browser)
        form = {"once": words, "csrf_token": self.token, "body": f"Say {words} to @ada"}
        if path == "/q":  # whoever is called in one is asked for an answer, too: two things in one notice
            form |= {"title": f"About {words}", "community": "open", "body": f"Say {words}"}
        answer = browser.post(path, data=form)
        assert answer.status_code == 303, f"{path} → {answer.status_code} {answer.text[:2000]}"
        self.held.pop()
        self.acknowledged.append(words)
        self.calls += path != "/q"
        if path == "/q":
            self.threads.append(re.sub(r"-.*|#.*", "", answer.headers["Location"]))


def _token(browser: Browser) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/q/new").text)
    assert found is not None
    return found[1]


@pytest.fixture
def hub(tmp_path: Path, nursery: Nursery) -> Iterator[Hub]:
    """A small hub: three writers, and one who is called by name."""
    config = Config(tmp_path, f"sqlite:///{tmp_path / 'backchannel.db'}", "only for tests")
    app = create_app(config)
    schema.upgrade(engine_of(app))
    with app.app_context():
        for handle in ("ada", "ben", "cleo", "dan"):
            welcome(SYSTEM, handle.title(), f"{handle}@hub.test", handle)
        create_space(SYSTEM, "Open", slug="open", owner=session().get_one(Person, 1))
    made = Hub(tmp_path, nursery)
    try:
        yield made
    finally:
        made.kill()
        session.remove()
        engine_of(app).dispose()


def sign_in(handle: str) -> str:
    """The key of a new session."""
    with transaction() as db:
        person = db.scalars(select(Person).where(Person.handle == handle)).one()
        return begin(person)


def rows(hub: Hub, statement: str) -> list[tuple[Any, ...]]:
    """Straight from the file, past all of our code."""
    with sqlite3.connect(hub.data_dir / "backchannel.db", timeout=20) as db:
        return db.execute(statement).fetchall()


def one_round(hub: Hub, writers: list[Writer], chance: random.Random) -> None:
    """Write a few things, lose power in the middle of the next, come back."""
    before, enough = written_by(writers), chance.randint(2, 6)
    stopped = threading.Event()
    threads = [threading.Thread(target=writer.work, args=(stopped,)) for writer in writers]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 20
    while written_by(writers) < before + enough and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.05))
    hub.kill()
    stopped.set()
    for thread in threads:
        thread.join(timeout=20)
    hub.start()


def written_by(writers: list[Writer]) -> int:
    """How much was acknowledged so far."""
    return sum(len(writer.acknowledged) for writer in writers)


@pytest.mark.scale
@pytest.mark.own_hub
def test_what_was_acknowledged_outlives_the_server(hub: Hub) -> None:
    keys = {handle: sign_in(handle) for handle in ("ada", "ben", "cleo", "dan")}
    hub.start()
    writers = [Writer(hub, handle, keys[handle]) for handle in ("ben", "cleo", "dan")][:WRITERS]
    chance = random.Random(20260314)  # noqa: S311 (which moment, not a secret)
    for _round in range(ROUNDS):
        one_round(hub, writers, chance)
    finish(hub, writers)
    acknowledged = [words for writer in writers for words in writer.acknowledged]
    assert len(acknowledged) > ROUNDS, "hardly anything was written; the test would prove nothing"
    bodies = [
        body
        for table in ("question", "answer", "comment")
        for (body,) in rows(hub, f"SELECT body FROM {table}")  # noqa: S608 (three names of ours)
    ]
    stored = Counter(word for body in bodies for word in re.findall(r"\w+word\d+x", body))
    assert {words: stored[words] for words in acknowledged if stored[words] != 1} == {}
    assert set(stored) == set(acknowledged)
    assert missing_in_search(hub, keys["ada"], acknowledged) == []
    check_notices(hub, sum(writer.calls for writer in writers))


def finish(hub: Hub, writers: list[Writer]) -> None:
    """Everybody sends again what they still hold in their hands, with the same `once`."""
    for writer in writers:
        with Browser(hub, writer.key) as browser:
            while writer.held:
                writer._again(browser)


def missing_in_search(hub: Hub, key: str, wanted: list[str]) -> list[str]:
    """What cannot be found within seconds of the restart."""
    missing, until = list(wanted), time.monotonic() + SEARCHABLE_WITHIN
    with Browser(hub, key) as browser:
        while missing and time.monotonic() < until:
            missing = [words for words in missing if not is_found(browser, words)]
    return missing


def is_found(browser: Browser, words: str) -> bool:
    """Whether the page of results leads anywhere."""
    page = browser.get("/search", params={"q": words}).text
    return re.search(r'href="/(?:q|a|comments)/\d+', page) is not None


def check_notices(hub: Hub, calls: int) -> None:
    """Ada was called once in every reply: every notice is there, none twice, and nothing is parked."""
    until = time.monotonic() + SEARCHABLE_WITHIN
    newest = rows(hub, "SELECT max(id) FROM event")[0][0]
    while time.monotonic() < until and rows(hub, "SELECT min(position) FROM cursor")[0][0] < newest:
        time.sleep(0.1)
    assert rows(hub, "SELECT * FROM parked_event") == []
    doubled = rows(hub, "SELECT person_id, thread, count(*) FROM notice GROUP BY 1, 2 HAVING count(*) > 1")
    assert doubled == []
    called = "SELECT id FROM event WHERE kind = 'threads.people_mentioned'"
    told = rows(
        hub, "SELECT sum(count) FROM notice WHERE person_id = (SELECT id FROM person WHERE handle = 'ada')"
    )
    assert len(rows(hub, called)) == calls == told[0][0]
    assert calls > ROUNDS // 2
