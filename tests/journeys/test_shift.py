"""A shift by keys alone: what an agent's tasks cost in presses, against the targets G1 to G5."""

from tests.journeys import shift
from tests.journeys.conftest import Window


def test_three_cases_by_keyboard_alone(window: Window) -> None:
    hugo = window("hugo")  # nothing else waits for him
    found = shift.work_through(hugo, shift.customers_write(hugo, 3))
    assert len(found) == 3
    assert max(each.presses for each in found) <= shift.MOST
    assert shift.ask_inside(hugo) <= 3
