"""The scaled hub under a gunicorn of one's own, as administrators are told; its dispatcher is killed."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket
from sqlalchemy import select, text

from config import Config
from hub import schema
from hub.app import create_app, engine_of
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.people.models import Person
from hub.people.sessions import begin
from hub.spaces.actions import create_space, welcome
from tests.reliability.server import PATIENCE, PROJECT, Browser, free_port

BIN = Path(sys.executable).parent
WORDS = [f"kilnword{number:02}x" for number in range(12)]


class Scaled:
    """Two workers behind one port, and dispatchers beside them, each a process of its own."""

    def __init__(self, folder: Path, database: str, redis_url: str) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self._log = (folder / "server.log").open("ab")
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._environment = {
            **os.environ, "BACKCHANNEL_DATA_DIR": str(folder), "BACKCHANNEL_PUBLIC_URL": self.url,
            "BACKCHANNEL_DATABASE_URL": database, "BACKCHANNEL_REDIS_URL": redis_url,
            "BACKCHANNEL_WORKERS": "2", "BACKCHANNEL_EMBEDDED": "no", "BACKCHANNEL_LOG_LEVEL": "warning",
        }  # fmt: skip

    def serve(self) -> None:
        """`gunicorn -k gevent -w 2 wsgi:app`, until pages are answered."""
        where = self.url.removeprefix("http://")
        self._start(str(BIN / "gunicorn"), "-k", "gevent", "-w", "2", "-b", where, "wsgi:app")
        wait_for(lambda: _answers(self.url), self.said)

    def dispatch(self) -> subprocess.Popen[bytes]:
        """One more `backchannel dispatch`."""
        return self._start(str(BIN / "backchannel"), "dispatch")

    def said(self) -> str:
        """The end of what the processes wrote."""
        return (self._folder / "server.log").read_text()[-3_000:]

    def close(self) -> None:
        """End everything."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(timeout=PATIENCE)
        self._log.close()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        made = subprocess.Popen(
            command, env=self._environment, cwd=PROJECT, stdout=self._log, stderr=self._log
        )
        self._processes.append(made)
        return made


def wait_for(is_there: Callable[[], bool], otherwise: Callable[[], Any]) -> None:
    """Look again and again, as long as patience lasts."""
    until = time.monotonic() + PATIENCE
    while not is_there():
        assert time.monotonic() < until, otherwise()
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/sign-in", timeout=10).status_code == 200
    except requests.RequestException:
        return False


@pytest.fixture
def keys() -> dict[str, str]:
    return {}


@pytest.fixture
def hub(tmp_path: Path, postgres_url: str, redis_url: str, keys: dict[str, str]) -> Iterator[Scaled]:
    app = create_app(Config(tmp_path, postgres_url, "only for tests"))
    schema.upgrade(engine_of(app))
    with app.app_context():
        for handle in ("ada", "ben"):
            welcome(SYSTEM, handle.title(), f"{handle}@hub.test", handle)
        create_space(SYSTEM, "Open", slug="open", owner=session().get_one(Person, 1))
        with transaction() as db:
            for person in db.scalars(select(Person)):
                keys[person.handle] = begin(person)
        made = Scaled(tmp_path, postgres_url, redis_url)
        try:
            yield made
        finally:
            made.close()
            session.remove()
            engine_of(app).dispose()


def listen(hub: Scaled, key: str) -> websocket.WebSocket:
    """A page that is open: past the handshake of socket.io."""
    address = hub.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    line = websocket.create_connection(address, cookie=f"backchannel={key}", origin=hub.url, timeout=20)
    assert line.recv().startswith("0{")
    line.send("40")
    assert line.recv().startswith("40")
    return line


def pings(line: websocket.WebSocket, wanted: set[int]) -> set[int]:
    """The ids of the events that were told, until all that are wanted were."""
    told: set[int] = set()
    while not wanted <= told:
        said = line.recv()
        if said == "2":
            line.send("3")
        elif said.startswith("42"):
            told |= {each["event"] for each in json.loads(said[2:])[1:]}
    return told


def ask(hub: Scaled, key: str, words: list[str]) -> None:
    with Browser(hub, key) as browser:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/q/new").text)
        assert found is not None
        for word in words:
            form = {"once": word, "csrf_token": found[1], "title": word, "community": "open",
                    "body": f"@ada, {word}?"}  # fmt: skip
            assert browser.post("/q", data=form).status_code == 303


def found(browser: Browser, word: str) -> set[str]:
    """The questions that a search shows; none while the index is made anew after its writer was killed."""
    return set(re.findall(r'href="(/q/\d+)', browser.get("/search", params={"q": word}).text))


def is_found_once(browser: Browser, word: str) -> bool:
    return len(found(browser, word)) == 1


def rows(statement: str) -> list[Any]:
    session.remove()
    return list(session().execute(text(statement)))


@pytest.mark.scale
@pytest.mark.own_hub
def test_the_dispatcher_is_killed_and_everything_arrives_once(hub: Scaled, keys: dict[str, str]) -> None:
    hub.serve()
    first = hub.dispatch()
    wait_for(lambda: rows("SELECT 1 FROM cursor WHERE consumer = 'inbox'") != [], hub.said)
    hub.dispatch()  # stands by
    lines = [listen(hub, keys["ada"]) for _ in range(4)]  # some at either worker
    ask(hub, keys["ben"], WORDS[:6])
    first.kill()
    ask(hub, keys["ben"], WORDS[6:])

    asked = {id for (id,) in rows("SELECT id FROM event WHERE kind = 'qa.question_asked'")}
    assert len(asked) == len(WORDS)
    for line in lines:
        assert pings(line, asked) >= asked, "nothing is missed by a page that stayed open"
        line.close()
    newest = max(asked)
    wait_for(lambda: rows("SELECT min(position) FROM cursor")[0][0] >= newest, hub.said)
    assert rows("SELECT * FROM parked_event") == []
    told = rows("SELECT thread, sum(count) FROM notice JOIN person ON person.id = person_id "
                "WHERE handle = 'ada' GROUP BY thread")  # fmt: skip
    assert sorted(count for _thread, count in told) == [1] * len(WORDS)
    with Browser(hub, keys["ada"]) as browser:
        for word in WORDS:
            wait_for(partial(is_found_once, browser, word), lambda: "search does not find each once")
