"""Threads of open cases are looked at again: soon while something happens in them, then seldom."""

from datetime import timedelta

from hub.channels.models import Channel
from hub.channels.sweeping import look_through
from hub.core import clock
from hub.core.db import session
from tests.cases.desk import record_channel


def test_soon_at_first_then_seldom_and_slower_where_little_is_left(ctx, monkeypatch, at):
    id = record_channel(monkeypatch)[1].id
    begun = clock.now()
    threads = {"fresh": begun, "old": begun - timedelta(days=30)}

    def swept(*, is_slow: bool = False) -> list[str]:
        found: list[str] = []
        channel = session().get_one(Channel, id)
        look_through(channel, threads, lambda _channel, each: found.append(each), is_slow=is_slow)
        return sorted(found)

    assert swept() == ["fresh", "old"]
    assert swept() == []
    at(timedelta(minutes=5))
    assert swept(is_slow=True) == []
    assert swept() == ["fresh"]
    at(timedelta(hours=7))  # longer than the longest pause
    assert swept() == ["fresh", "old"]
