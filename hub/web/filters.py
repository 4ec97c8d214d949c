"""How moments, numbers and names are written: pure filters, one phrasing everywhere."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, current_app, g
from markupsafe import Markup, escape

from hub.core import clock as hub_clock
from hub.core.markup import GUARD_HEAD, fill_refs
from hub.web.assets import icon_href
from hub.web.charts import bar_layout, stacked_layout
from hub.web.faces import face, hue, initials

_LIVE = ' data-minutes="{} min ago"'
_VARIABLE = re.compile(r"\{\{\s*([a-z][a-z0-9_ ]{0,40}?)\s*\}\}")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def init_filters(app: Flask) -> None:
    """Register everything here as filters (in the reader's zone), `time_html` and `bar_layout`."""
    filters = app.jinja_env.filters
    filters.update({each.__name__: _in_readers_zone(each) for each in (ago, clock, day, exact, moment)})
    plain = (
        iso, waiting, elapsed, face, initials, hue, number, plural, first_name, short_name, stored, excerpt,
        minutes_since, with_variables, as_options,
    )  # fmt: skip
    for each in plain:
        filters[each.__name__] = each
    app.jinja_env.globals.update(bar_layout=bar_layout, stacked_layout=stacked_layout, time_html=time_html)


def ago(at: datetime, now: datetime | None = None, zone: tzinfo = UTC) -> str:
    """How long since: "just now", "18 min ago", "09:12", "yesterday", "12 Sep", "12 Sep 2025"."""
    now = now or hub_clock.now()
    minutes = int((now - _aware(at)).total_seconds() // 60)
    if 0 <= minutes < 60:
        return f"{minutes} min ago" if minutes else "just now"
    then, today = _aware(at).astimezone(zone), now.astimezone(zone).date()
    if then.date() == today:
        return f"{then:%H:%M}"
    if then.date() == today - timedelta(days=1):
        return "yesterday"
    return _date(then, today.year)


def clock(at: datetime, zone: tzinfo = UTC) -> str:
    """The time of day: "09:12"."""
    return f"{_aware(at).astimezone(zone):%H:%M}"


def day(at: datetime, now: datetime | None = None, zone: tzinfo = UTC) -> str:
    """The day as a heading: "Today", "Yesterday", "Tuesday" within a week, "12 Sep"."""
    then = _aware(at).astimezone(zone)
    today = (now or hub_clock.now()).astimezone(zone).date()
    days = (today - then.date()).days
    if days in (0, 1):
        return "Yesterday" if days else "Today"
    return DAYS[then.weekday()] if 1 < days < 7 else _date(then, today.year)


def exact(at: datetime, zone: tzinfo = UTC) -> str:
    """Everything about a moment, for the title: "Monday 14 Sep 2026, 09:12"."""
    then = _aware(at).astimezone(zone)
    return f"{DAYS[then.weekday()]} {then.day} {MONTHS[then.month - 1]} {then.year}, {then:%H:%M}"


def moment(at: datetime, now: datetime | None = None, zone: tzinfo = UTC) -> str:
    """A point in time that matters: "09:12" today, "tomorrow 08:00", "yesterday 17:40", else "12 Sep"."""
    then, today = _aware(at).astimezone(zone), (now or hub_clock.now()).astimezone(zone).date()
    near = {0: "", 1: "tomorrow ", -1: "yesterday "}.get((then.date() - today).days)
    return _date(then, today.year) if near is None else f"{near}{then:%H:%M}"


def iso(at: datetime) -> str:
    """For <time datetime>: always with a zone."""
    return _aware(at).isoformat(timespec="seconds")


def time_html(at: datetime | None, text: str = "") -> Markup:
    """The element of a moment, in the reader's zone; scripts keep its words true unless `text` is given."""
    if at is None:
        return Markup()
    zone = readers_zone()
    live, words = ("", escape(text)) if text else (_LIVE, ago(at, zone=zone))
    moment = f'<time datetime="{iso(at)}" title="{exact(at, zone)}">{words}</time>'
    return Markup(f"<relative-time{live}>{moment}</relative-time>")  # noqa: S704 (our own words, or escaped)


def waiting(minutes: float) -> str:
    """Time left or over: "12 min left", "1 h 29 left", "9 min late", "2 days late"."""
    word = "late" if minutes < 0 else "left"
    total = int(abs(minutes))
    if total < 60:
        return f"{max(total, 1)} min {word}"
    if total < 48 * 60:
        hours, rest = divmod(total, 60)
        return f"{hours} h {rest} {word}" if rest else f"{hours} h {word}"
    return f"{total // (24 * 60)} days {word}"


def elapsed(since: datetime, now: datetime | None = None) -> str:
    """How long it has lasted: "18 min", "2 h", "3 days"."""
    minutes = max(int(((now or hub_clock.now()) - _aware(since)).total_seconds() // 60), 1)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


def number(value: float) -> str:
    """With thin spaces between thousands and no needless zeros: 3908 → "3 908", 4.8 → "4.8"."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.1f}".replace(",", "\u202f")
    return f"{int(value):,}".replace(",", "\u202f")


def plural(count: float, one: str, many: str) -> str:
    """The word that fits the number: 1 → one, else many."""
    return one if count == 1 else many


def first_name(name: str) -> str:
    """As we say it in buttons: "Marta Kowalczyk" → "Marta"."""
    return name.split(maxsplit=1)[0] if name.split() else name


def short_name(name: str) -> str:
    """For colleagues without case rights: "Marta Kowalczyk" → "Marta K."."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else name.strip()


def stored(html: str, cards: Mapping[str, Any] | None = None, *, inline: bool = False) -> Markup:
    """HTML that our renderer made when the text was saved, its bare links as cards for this reader.

    cards: path → Card (FD17). inline: a text of one paragraph goes without its <p>.
    """
    text = html.strip()
    if inline and text.startswith("<p>") and text.endswith("</p>") and text.count("<p>") == 1:
        text = text[3:-4]
    if GUARD_HEAD in text:
        head = Markup("<b>") + _FACE.format(icon_href("lock"), "")
        text = text.replace(GUARD_HEAD, GUARD_HEAD.replace("<b>", str(head), 1))
    if cards and 'class="ref"' in text:
        text = fill_refs(text, lambda path: _card(cards[path]) if path in cards else None)
    return Markup(text)  # noqa: S704 (cleaned by the renderer before it was stored)


_FACE = Markup('<svg class="i i--sm" aria-hidden="true" focusable="false"><use href="{}"/></svg>{}')


def _card(card: Any) -> str:
    """One of our own things as a chip: title and state for its readers, a lock for everybody else."""
    if card.is_locked or not card.url:
        return Markup('<span class="chip">{}</span>').format(_FACE.format(icon_href("lock"), card.title))
    state = Markup(' <span class="dim">{}</span>').format(card.state) if card.state else ""
    face = _FACE.format(icon_href(card.icon or "link"), card.title)
    return Markup('<a class="chip" href="{}">{}{}</a>').format(card.url, face, state)


def with_variables(html: Markup) -> Markup:
    """The places that a reply fills, {{first_name}}, as marked words (RC07)."""
    return Markup(_VARIABLE.sub(_variable, html))  # noqa: S704 (the name is letters, digits and spaces)


def excerpt(text: str, most: int = 180) -> str:
    """The beginning of a text on one line, cut between words."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def minutes_since(at: datetime) -> int:
    """Whole minutes from a moment until now."""
    return int((hub_clock.now() - _aware(at)).total_seconds() // 60)


def as_options(spaces: Iterable[Any]) -> list[tuple[str, str]]:
    """Spaces as the choices of a select: (slug, name)."""
    return [(space.slug, space.name) for space in spaces]


def _variable(found: re.Match[str]) -> str:
    return f'<span class="var">{found[1].strip().replace("_", " ")}</span>'


def _in_readers_zone(written: Callable[..., str]) -> Callable[..., str]:
    def filtered(at: datetime, **more: Any) -> str:
        return written(at, **{"zone": readers_zone(), **more})

    return filtered


def readers_zone() -> tzinfo:
    """The time zone of whoever looks; the organisation's when they gave none."""
    return zone_of(g.get("actor"))


def zone_of(person: Any) -> tzinfo:
    """A person's time zone; the organisation's when they gave none."""
    own = getattr(person, "timezone", "")
    return _zone(own or getattr(current_app.config.get("HUB"), "timezone", "UTC"))


@lru_cache(maxsize=600)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _date(then: datetime, this_year: int) -> str:
    words = f"{then.day} {MONTHS[then.month - 1]}"
    return words if then.year == this_year else f"{words} {then.year}"


def _aware(at: datetime) -> datetime:
    """SQLite gives times back without a zone; all of ours are UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
