"""The servers of the tests really start, are empty, and keep strangers out."""

from __future__ import annotations

import psycopg
import pytest
import redis
from playwright.sync_api import Browser
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import create_engine, make_url, text


def test_postgres_is_empty_and_has_the_extensions(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT similarity('refund', 'refunds')")) > 0.5
        assert connection.scalar(text("SELECT unaccent('Zürich')")) == "Zurich"
        tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        assert connection.scalar(text(tables)) == 0
        connection.execute(text("CREATE TABLE mark (id int)"))
        connection.commit()
    engine.dispose()


def test_each_test_has_a_database_of_its_own(postgres_url: str, postgres_server_url: str) -> None:
    assert make_url(postgres_url).database != make_url(postgres_server_url).database
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        # The test above made this table in its own database.
        connection.execute("CREATE TABLE mark (id int)")


def test_redis_is_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as connection:
        assert connection.dbsize() == 0
        connection.set("left", "behind")


def test_redis_asks_for_its_password(redis_url: str) -> None:
    port = make_url(redis_url).port or 0
    with (
        redis.Redis(host="127.0.0.1", port=port, retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.exceptions.AuthenticationError),
    ):
        stranger.ping()


def test_the_browser_runs_scripts(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content("<main></main>")
    page.evaluate("document.querySelector('main').append('ready')")
    assert page.locator("main").inner_text() == "ready"
    context.close()
