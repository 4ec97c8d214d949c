"""Where the marks of the desk's two charts stand. Templates draw them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hub.curation.freshness import Freshness
from hub.curation.outcomes import Ratings

NAMES = 132  # room for the names of communities
BAR = 304  # the longest bar
ROW = 36
GAP = 2
TOP, LEFT, RIGHT, HIGH = 8, 26, 408, 140
APART = 17
LOWEST, HIGHEST = 1.0, 5.0


@dataclass(frozen=True)
class Row:
    """A community with the parts of its bar: (series, x, width)."""

    name: str
    y: int
    parts: Sequence[tuple[int, float, float]]
    share: int


@dataclass(frozen=True)
class Line:
    """A line of the plot: the points as SVG takes them, and where its end stands with what value."""

    points: str
    area: str
    last: tuple[float, float]
    value: str
    words_at: float


@dataclass(frozen=True)
class Plot:
    """Lines over weeks; `scale`: (y, words)."""

    scale: Sequence[tuple[float, str]]
    vetted: Line | None
    without: Line | None


def fresh_rows(found: Sequence[Freshness]) -> list[Row]:
    """A bar for each community: verified, due soon, late; what nobody verified stays empty."""
    rows = []
    for at, each in enumerate(found):
        x, parts = float(NAMES), []
        for series, number in ((1, each.fresh), (2, each.soon), (4, each.late)):
            width = round(BAR * number / each.pages, 1)
            if number:
                parts.append((series, round(x, 1), max(round(width - GAP, 1), 2)))
            x += width
        rows.append(Row(each.space.name, 4 + at * ROW, parts, each.share))
    return rows


def rating_plot(found: Ratings) -> Plot:
    """The lines between the lowest and the highest that there is, in halves."""
    numbers = [each for each in (*found.vetted, *found.without) if each is not None]
    low = max(LOWEST, int(min(numbers) * 2) / 2 - 0.5) if numbers else LOWEST
    steps = round((HIGHEST - low) * 2)
    marks = [low + half / 2 for half in range(0, steps + 1, 2 if steps > 4 else 1)]
    scale = [(_y(mark, low), f"{mark:.1f}") for mark in marks]
    lines = [_line(numbers_of, low) for numbers_of in (found.vetted, found.without)]
    return Plot(scale, *_apart(*lines))


def _line(values: Sequence[float | None], low: float) -> Line | None:
    step = (RIGHT - LEFT - 40) / max(len(values) - 1, 1)
    points = [
        (round(LEFT + 14 + step * at, 1), _y(value, low), value)
        for at, value in enumerate(values) if value is not None
    ]  # fmt: skip
    if not points:
        return None
    path = " ".join(f"{x},{y}" for x, y, _value in points)
    foot = TOP + HIGH
    area = f"{points[0][0]},{foot} {path} {points[-1][0]},{foot}"
    x, y, value = points[-1]
    return Line(path, area, (x, y), f"{value:.1f}", y + 4)


def _apart(one: Line | None, two: Line | None) -> tuple[Line | None, Line | None]:
    """Words at the ends of two lines do not lie on each other."""
    if one is None or two is None or abs(one.words_at - two.words_at) >= APART:
        return one, two
    middle, up = (one.words_at + two.words_at) / 2, -1 if one.words_at <= two.words_at else 1
    return (
        replace(one, words_at=middle + up * APART / 2),
        replace(two, words_at=middle - up * APART / 2),
    )


def _y(value: float, low: float) -> float:
    return round(TOP + HIGH * (HIGHEST - value) / (HIGHEST - low), 1)
