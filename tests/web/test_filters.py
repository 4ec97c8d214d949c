"""How times, numbers and names are written."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g, render_template_string

from hub.web import filters
from hub.web.charts import bar_layout, stacked_layout

NOW = datetime(2026, 9, 14, 9, 9, 30, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW - timedelta(seconds=20), "just now"),
        (NOW - timedelta(minutes=18), "18 min ago"),
        (NOW - timedelta(minutes=59, seconds=59), "59 min ago"),
        (NOW - timedelta(hours=2), "07:09"),
        (NOW - timedelta(hours=12), "yesterday"),
        (datetime(2026, 9, 12, 9, 20, tzinfo=UTC), "12 Sep"),
        (datetime(2025, 12, 31, 9, 20, tzinfo=UTC), "31 Dec 2025"),
        (NOW + timedelta(hours=2), "11:09"),
        (NOW + timedelta(days=9), "23 Sep"),
        (datetime(2026, 9, 14, 7, 5), "07:05"),  # noqa: DTZ001  (a value without a zone)
    ],
)
def test_how_long_ago(at: datetime, words: str) -> None:
    assert filters.ago(at, now=NOW) == words


def test_the_readers_zone_decides_what_yesterday_is() -> None:
    late = datetime(2026, 9, 13, 23, 30, tzinfo=UTC)
    assert filters.ago(late, now=NOW) == "yesterday"
    assert filters.ago(late, now=NOW, zone=OSLO) == "01:30"


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Today"), (1, "Yesterday"), (3, "Friday"), (7, "7 Sep"), (-2, "16 Sep")]
)
def test_the_day_as_a_heading(days: int, words: str) -> None:
    assert filters.day(NOW - timedelta(days=days), now=NOW) == words


def test_the_exact_time_and_the_machines_time() -> None:
    assert filters.exact(NOW, zone=OSLO) == "Monday 14 Sep 2026, 11:09"
    assert filters.clock(NOW, zone=OSLO) == "11:09"
    assert filters.iso(NOW) == "2026-09-14T09:09:30+00:00"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (12, "12 min left"),
        (0, "1 min left"),
        (-9, "9 min late"),
        (-0.5, "1 min late"),
        (89, "1 h 29 left"),
        (120, "2 h left"),
        (-2880, "2 days late"),
    ],
)
def test_time_left_or_over(minutes: float, words: str) -> None:
    assert filters.waiting(minutes) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amara Okafor", "AO"),
        ("Baggage", "B"),
        ("Mei-Ling Chow", "MC"),
        ("Łukasz  von  Żak", "ŁŻ"),
        ("@dadonboard", "@"),
        ("李", "李"),
        ("", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert filters.initials(name) == letters


def test_hues_are_stable_and_use_all_eight() -> None:
    assert filters.hue(7) == filters.hue("7")
    assert {filters.hue(id) for id in range(200)} == set(range(1, 9))


@pytest.mark.parametrize(
    ("value", "words"), [(7, "7"), (3908, "3\u202f908"), (4.8, "4.8"), (5.0, "5"), (-1200, "-1\u202f200")]
)
def test_numbers(value: float, words: str) -> None:
    assert filters.number(value) == words


def test_words_for_counts_and_names() -> None:
    assert filters.plural(1, "answer", "answers") == "answer"
    assert filters.plural(0, "answer", "answers") == "answers"
    assert filters.first_name("Marta Kowalczyk") == "Marta"
    assert filters.short_name("Marta Kowalczyk") == "Marta K."
    assert filters.short_name("@danflieslow") == "@danflieslow"
    assert filters.first_name("") == filters.short_name("") == ""


@pytest.mark.parametrize(("zone", "words"), [("Europe/Oslo", "11:09"), ("", "09:09"), ("Not/AZone", "09:09")])
def test_a_template_writes_times_in_the_readers_zone(site: Flask, zone: str, words: str) -> None:
    with site.test_request_context():
        g.actor = SimpleNamespace(timezone=zone)
        assert render_template_string("{{ at|clock }}", at=NOW) == words


def test_bars_start_at_zero_and_fill_the_box() -> None:
    chart = bar_layout([("Mon", 0), ("Tue", 2), ("Today", 4)], width=272, height=92)
    nothing, half, full = chart.bars
    assert full.y == 12
    assert full.height == 62
    assert half.height == full.height / 2
    assert {round(bar.y + bar.height, 1) for bar in (half, full)} == {74}
    assert nothing.height == 3, "a zero can still be seen"
    assert all(bar.x >= 0 and bar.x + bar.width <= 272 for bar in chart.bars)


@pytest.mark.parametrize("values", [[], [("Today", 0)], [("Today", 0.25)]])
def test_few_and_small_values_make_a_chart_too(values: list[tuple[str, float]]) -> None:
    assert len(bar_layout(values).bars) == len(values)


def test_parts_of_a_bar_stand_on_each_other_against_a_round_scale() -> None:
    chart = stacked_layout([("Oct", (0, 0, 0)), ("Nov", (16, 8, 2))], width=600, height=160)
    assert [number for _, number in chart.lines] == [0, 10, 20, 30]
    floor = chart.lines[0][0]
    well, unrated, badly = chart.parts
    assert [part.series for part in chart.parts] == [1, 2, 3]
    assert well.y + well.height < floor + 0.1
    assert unrated.y + unrated.height < well.y
    assert badly.y + badly.height < unrated.y
    assert well.height + 2 == pytest.approx(2 * (unrated.height + 2), abs=0.2), (
        "with the gap, twice as many are twice as tall"
    )
    assert [label for _, label in chart.labels] == ["Oct", "Nov"], "an empty month keeps its place"


def test_a_chart_of_nothing_has_a_scale() -> None:
    assert [number for _, number in stacked_layout([("Nov", (0, 0, 0))]).lines] == [0, 1]
