"""Where the bars of a chart stand. The template draws them as SVG; nothing here knows HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

TOP = 12  # room for the figure above the last bar
FOOT = 18  # room for the labels
LEAST = 3  # a zero is still a bar that can be seen
FILL = 0.62  # share of its column that a bar fills


@dataclass(frozen=True)
class Bar:
    """One bar and its words."""

    label: str
    value: float
    x: float
    y: float
    width: float
    height: float
    radius: float

    @property
    def middle(self) -> float:
        """Where its words are centred."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class BarChart:
    """All bars of a chart and the box they fit in."""

    width: int
    height: int
    bars: tuple[Bar, ...]


def bar_layout(values: Sequence[tuple[str, float]], width: int = 272, height: int = 92) -> BarChart:
    """Bars from zero, evenly spread. `values`: (label, number), none negative."""
    room = height - TOP - FOOT
    most = max((value for _, value in values), default=0) or 1
    column = width / max(len(values), 1)
    breadth = round(column * FILL, 1)
    bars = []
    for place, (label, value) in enumerate(values):
        tall = max(round(room * value / most, 1), LEAST)
        left = round(place * column + (column - breadth) / 2, 1)
        bars.append(Bar(label, value, left, round(TOP + room - tall, 1), breadth, tall, min(4, tall / 2)))
    return BarChart(width, height, tuple(bars))
