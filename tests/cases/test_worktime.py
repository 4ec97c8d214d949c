"""Working time: exact on the days on which clocks change, over holidays and over midnight."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.cases.worktime import ALWAYS, Hours, after, between, is_open, openings

OSLO, LORD_HOWE = ZoneInfo("Europe/Oslo"), ZoneInfo("Australia/Lord_Howe")  # the latter leaps half an hour
NINE_TO_FIVE = (((540, 1020),),) * 5 + ((),) * 2
SECOND, HOUR = timedelta(seconds=1), 3_600

EDGES = st.lists(st.integers(0, 1_440), min_size=0, max_size=6, unique=True).map(sorted)
DAYS = EDGES.map(lambda edges: tuple(zip(edges[::2], edges[1::2], strict=False)))
WEEKS = st.lists(DAYS, min_size=7, max_size=7).map(tuple)
ZONES = st.sampled_from([UTC, OSLO, LORD_HOWE, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")])
CLOSED = st.frozensets(st.dates(date(2026, 3, 1), date(2026, 11, 30)), max_size=5)
HOURS = st.builds(Hours, ZONES, WEEKS, CLOSED)
# Around the days on which clocks are changed, north and south
MOMENTS = st.builds(
    lambda day, seconds: day + timedelta(seconds=seconds),
    st.sampled_from([datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)]),
    st.integers(0, 33 * 24 * HOUR),
)
AMOUNTS = st.integers(1, 60 * HOUR)


def local(zone, *parts, fold=0):
    return datetime(*parts, tzinfo=zone, fold=fold)


@settings(max_examples=60, deadline=None)
@given(HOURS, MOMENTS, AMOUNTS)
def test_what_is_added_is_what_lies_between(hours, start, seconds):
    assume(sum(last - first for day in hours.week for first, last in day) > 60)
    end = after(hours, start, seconds)
    assert between(hours, start, end) == seconds
    assert between(hours, start, end - SECOND) == seconds - 1  # it is the first such moment


@settings(max_examples=60, deadline=None)
@given(HOURS, MOMENTS, AMOUNTS, AMOUNTS)
def test_parts_add_up_and_nothing_counts_twice(hours, start, one, two):
    middle, end = start + one * SECOND, start + (one + two) * SECOND
    whole = between(hours, start, end)
    assert between(hours, start, middle) + between(hours, middle, end) == whole
    assert 0 <= whole <= one + two
    stretches = list(openings(hours, start, until=end))
    assert all(begins < ends for begins, ends in stretches)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(stretches))


@settings(max_examples=40, deadline=None)
@given(HOURS, MOMENTS)
def test_a_moment_counts_when_its_local_time_is_within_the_hours(hours, moment):
    """Asked of the calendar itself, minute by minute, instead of the arithmetic."""
    moment = moment.replace(second=0)
    there = moment.astimezone(hours.zone)
    minute = there.hour * 60 + there.minute
    expected = any(first <= minute < last for first, last in hours.spans(there.date()))
    if there.utcoffset() == (moment + timedelta(days=1)).astimezone(hours.zone).utcoffset():
        assume(there.utcoffset() == (moment - timedelta(days=1)).astimezone(hours.zone).utcoffset())
        assert is_open(hours, moment) == expected


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        # Friday afternoon to Monday, while clocks go forward and back in the weekend
        (local(OSLO, 2026, 3, 27, 16), 2 * HOUR, local(OSLO, 2026, 3, 30, 10)),
        (local(OSLO, 2026, 10, 23, 16), 2 * HOUR, local(OSLO, 2026, 10, 26, 10)),
        # Written at night: the day begins at nine
        (local(OSLO, 2026, 3, 31, 3), HOUR, local(OSLO, 2026, 3, 31, 10)),
        # Exactly until the end of a day is that day's end, not the next day's beginning
        (local(OSLO, 2026, 3, 31, 9), 8 * HOUR, local(OSLO, 2026, 3, 31, 17)),
    ],
)
def test_it_works_over_a_weekend_of_changed_clocks(start, seconds, end):
    assert after(Hours(OSLO, NINE_TO_FIVE), start, seconds) == end


def test_a_night_shift_is_as_long_as_its_people_work():
    nights = Hours(OSLO, (((0, 360),),) * 7)
    for day, worked in ((date(2026, 3, 28), 6), (date(2026, 3, 29), 5), (date(2026, 10, 25), 7)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=OSLO)
        assert between(nights, midnight, midnight.replace(hour=6)) == worked * HOUR, day


def test_an_hour_that_is_left_out_is_not_worked_and_one_that_comes_twice_is():
    spring, autumn = local(OSLO, 2026, 3, 29), local(OSLO, 2026, 10, 25)
    until_half_past, from_half_past = Hours(OSLO, (((60, 150),),) * 7), Hours(OSLO, (((150, 240),),) * 7)
    noon = {"hour": 12}
    assert between(until_half_past, spring, spring.replace(**noon)) == HOUR  # 1:00 to 2:00, then it is 3:00
    assert between(from_half_past, spring, spring.replace(**noon)) == HOUR  # from 3:00, not from 3:30
    assert between(until_half_past, autumn, autumn.replace(**noon)) == 2.5 * HOUR
    assert between(from_half_past, autumn, autumn.replace(**noon)) == 2.5 * HOUR


def test_holidays_and_desks_that_never_open():
    holiday = Hours(OSLO, NINE_TO_FIVE, frozenset({date(2026, 5, 14)}))
    assert after(holiday, local(OSLO, 2026, 5, 13, 16), 2 * HOUR) == local(OSLO, 2026, 5, 15, 10)
    around_the_clock = Hours(OSLO, closed=frozenset({date(2026, 5, 14)}))
    assert after(around_the_clock, local(OSLO, 2026, 5, 13, 23), 2 * HOUR) == local(OSLO, 2026, 5, 15, 1)
    never = Hours(UTC, NINE_TO_FIVE, frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(1_200)))
    assert after(never, datetime(2026, 1, 1, tzinfo=UTC), HOUR) == datetime(2026, 1, 1, 1, tzinfo=UTC)
    assert after(ALWAYS, datetime(2026, 1, 1, tzinfo=UTC), -60) == datetime(2025, 12, 31, 23, 59, tzinfo=UTC)
