"""The data set of the measurements loads, and every page of it stays within its queries."""

from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, event

from bench.pages import PAGES, address, cookie_of, hub_at
from bench.sizes import sizes
from hub.app import engine_of

pytestmark = [pytest.mark.scale, pytest.mark.own_hub]
MOST_QUERIES = 12


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[APIFlask, str]]:
    app = hub_at(tmp_path_factory.mktemp("bench"), sizes(0.01), indexed=30)
    yield app, cookie_of(app)
    engine_of(app).dispose()


def statements(engine: Engine) -> list[str]:
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    return seen


@pytest.mark.parametrize("name", PAGES)
def test_a_page_answers_within_its_queries(hub: tuple[APIFlask, str], name: str) -> None:
    app, cookie = hub
    path = address(app, name, cookie)
    seen = statements(engine_of(app))
    answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
    assert answer.status_code == 200
    assert len(seen) <= MOST_QUERIES, "\n".join(seen)


def test_the_feed_is_full(hub: tuple[APIFlask, str]) -> None:
    app, cookie = hub
    assert (
        app.test_client(use_cookies=False).get("/", headers={"Cookie": cookie}).text.count("<article") == 20
    )


def test_a_search_finds_something(hub: tuple[APIFlask, str]) -> None:
    app, cookie = hub
    assert (
        "data-row" in app.test_client(use_cookies=False).get(PAGES["search"], headers={"Cookie": cookie}).text
    )


def test_the_figures_of_a_size_are_kept() -> None:
    full = sizes()
    assert (full.people, full.posts + full.answers, full.pages, full.cases) == (
        10_000,
        100_000,
        5_000,
        20_000,
    )
    assert sizes(0.001).people < full.people
