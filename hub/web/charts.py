"""Where the bars of a chart stand. The template draws them as SVG; nothing here knows HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

TOP = 12  # room for the figure above the last bar
FOOT = 18  # room for the labels
LEAST = 3  # a zero is still a bar that can be seen
FILL = 0.62  # share of its column that a bar fills
SCALE = 26  # room for the figures of the scale
GAP = 2  # between the parts of a bar


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


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar; `series` counts from 1, from the bottom."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class StackedChart:
    """Bars in parts, their words as (middle, label), and the lines of the scale as (y, number)."""

    width: int
    height: int
    parts: tuple[Part, ...]
    labels: tuple[tuple[float, str], ...]
    lines: tuple[tuple[float, int], ...]


def stacked_layout(
    values: Sequence[tuple[str, Sequence[int]]], width: int = 600, height: int = 160
) -> StackedChart:
    """Bars from zero whose parts stand on each other. `values`: (label, numbers from the bottom up)."""
    most = max((sum(numbers) for _, numbers in values), default=0)
    step = _step(most)
    top = step * max(1, -(-most // step))
    room = height - TOP - FOOT
    column = (width - SCALE) / max(len(values), 1)
    breadth = round(column * FILL, 1)
    parts, labels = [], []
    for place, (label, numbers) in enumerate(values):
        left, foot = round(SCALE + place * column + (column - breadth) / 2, 1), float(TOP + room)
        labels.append((round(left + breadth / 2, 1), label))
        for series, number in enumerate(numbers, start=1):
            if number:
                tall = room * number / top
                parts.append(Part(series, left, round(foot - tall, 1), breadth, round(max(tall - GAP, 1), 1)))
                foot -= tall
    lines = [(round(TOP + room - room * at / top, 1), at) for at in range(0, top + 1, step)]
    return StackedChart(width, height, tuple(parts), tuple(labels), tuple(lines))


def _step(most: int) -> int:
    """A round distance of the lines (1, 2, 5, 10 …), so that there are at most four above zero."""
    decade = 1
    while True:
        for factor in (1, 2, 5):
            if decade * factor * 4 >= most:
                return decade * factor
        decade *= 10
