"""How moments, numbers and names are written: pure filters, one phrasing everywhere."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import date as date_of
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, current_app, g
from markupsafe import Markup, escape

from hub.core import clock as hub_clock
from hub.core.markup import GUARD_HEAD, after_lone_links, fill_refs
from hub.core.words import SOURCE, gettext, language, midsentence, ngettext
from hub.core.words import gettext as _
from hub.web import calendar
from hub.web.assets import icon_href
from hub.web.charts import bar_layout, stacked_layout
from hub.web.faces import face, hue, initials
from hub.web.keys import keymap, own_key, shortcuts_of
from hub.web.pieces import csrf_html, left_open, live_words, menu_lines
from hub.web.saving import save_item

_VARIABLE = re.compile(r"\{\{\s*([a-z][a-z0-9_ ]{0,40}?)\s*(?:\|[^{}|\n]{0,60})?\}\}")


def init_filters(app: Flask) -> None:
    """Register everything here as filters (in the reader's zone), `time_html` and `bar_layout`."""
    app.jinja_env.add_extension("jinja2.ext.do")
    filters = app.jinja_env.filters
    filters.update({each.__name__: _in_readers_zone(each) for each in (ago, clock, day, exact, moment)})
    plain = (
        iso, waiting, lasting, in_words, elapsed, date, said, midsentence, own_key, face, initials, hue,
        number, plural, first_name, short_name, stored, excerpt,
        minutes_since, with_variables, as_options, menu_lines,
    )  # fmt: skip
    for each in plain:
        filters[each.__name__] = each
    app.jinja_env.globals.update(
        bar_layout=bar_layout,
        csrf_html=csrf_html,
        stacked_layout=stacked_layout,
        time_html=time_html,
        live_minutes=live_minutes,
        keymap=keymap,
        save_item=save_item,
        shortcuts_of=shortcuts_of,
    )


def ago(at: datetime, now: datetime | None = None, zone: tzinfo = UTC) -> str:
    """How long since: "just now", "18 min ago", "09:12", "yesterday", "12 Sep", "12 Sep 2025"."""
    now = now or hub_clock.now()
    minutes = int((now - _aware(at)).total_seconds() // 60)
    if 0 <= minutes < 60:
        return _("%(minutes)s min ago", minutes=minutes) if minutes else _("just now")
    then, today = _aware(at).astimezone(zone), now.astimezone(zone).date()
    if then.date() == today:
        return f"{then:%H:%M}"
    if then.date() == today - timedelta(days=1):
        return _("yesterday")
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
        return _("Yesterday") if days else _("Today")
    return calendar.day_name(then) if 1 < days < 7 else _date(then, today.year)


def date(at: datetime | date_of) -> str:
    """A day of the calendar, where it needs no year: "12 September"."""
    return calendar.day_and_month(at)


def exact(at: datetime, zone: tzinfo = UTC) -> str:
    """Everything about a moment, for the title: "Monday 14 Sep 2026, 09:12"."""
    return calendar.in_full(_aware(at).astimezone(zone))


def moment(at: datetime, now: datetime | None = None, zone: tzinfo = UTC) -> str:
    """A point in time that matters: "09:12" today, "tomorrow 08:00", "yesterday 17:40", else "12 Sep"."""
    then, today = _aware(at).astimezone(zone), (now or hub_clock.now()).astimezone(zone).date()
    match (then.date() - today).days:
        case 0:
            return f"{then:%H:%M}"
        case 1:
            return _("tomorrow %(time)s", time=clock(at, zone))
        case -1:
            return _("yesterday %(time)s", time=clock(at, zone))
    return _date(then, today.year)


def weekday(at: datetime) -> str:
    """The day of the week in a chart: "Mon"."""
    return calendar.short_day(at)


def day_names() -> list[str]:
    """The days of the week in words, Monday first."""
    return calendar.day_names()


def iso(at: datetime) -> str:
    """For <time datetime>: always with a zone."""
    return _aware(at).isoformat(timespec="seconds")


def time_html(at: datetime | None, text: str = "") -> Markup:
    """The element of a moment, in the reader's zone; scripts keep its words true unless `text` is given."""
    if at is None:
        return Markup()
    if text:
        moment = f"<time {_fixed(at, readers_zone(), language())}>{escape(text)}</time>"
        return Markup(f"<relative-time>{moment}</relative-time>")  # noqa: S704 (escaped)
    if (moments := g.get("moments")) is not None:  # a piece is drawn that is kept
        moments.append(at)
        return left_open(len(moments) - 1)
    return times_html([at])[0]


def times_html(moments: Iterable[datetime]) -> list[Markup]:
    """The elements of several moments of one page."""
    zone, spoken, now, live = readers_zone(), language(), hub_clock.now(), live_words(live_minutes())
    begin = f"<relative-time{live}><time "
    end = "</time></relative-time>"
    return [
        Markup(f"{begin}{_fixed(at, zone, spoken)}>{ago(at, now, zone)}{end}")  # noqa: S704 (our own words)
        for at in moments
    ]


@lru_cache(maxsize=4_000)
def _fixed(at: datetime, zone: tzinfo, _language: str) -> str:
    """What stays the same of a moment while its words move on."""
    return f'datetime="{iso(at)}" title="{exact(at, zone)}"'


def live_minutes() -> str:
    """What scripts write while the page stays open: "{} min ago"."""
    return _("%(minutes)s min ago", minutes="{}")


def waiting(minutes: float) -> str:
    """Time left or over: "12 min left", "1 h 29 left", "9 min late", "2 days late"."""
    span = lasting(abs(minutes))
    return _("%(span)s late", span=span) if minutes < 0 else _("%(span)s left", span=span)


def lasting(minutes: float) -> str:
    """A span as short as it can be said: "12 min", "1 h 29", "2 days"."""
    total = int(minutes)
    if total < 60:
        return _("%(minutes)s min", minutes=max(total, 1))
    if total < 48 * 60:
        hours, rest = divmod(total, 60)
        return (
            _("%(hours)s h %(minutes)s", hours=hours, minutes=rest) if rest else _("%(hours)s h", hours=hours)
        )
    return ngettext("%(num)s day", "%(num)s days", total // (24 * 60))


def in_words(minutes: float) -> str:
    """A span for people outside: "12 minutes", "2 hours", "3 days"."""
    total = max(int(minutes), 1)
    if total < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", total)
    if total < 48 * 60:
        hours, rest = divmod(total, 60)
        said = ngettext("%(num)s hour", "%(num)s hours", hours)
        return f"{said} {rest}" if rest else said
    return ngettext("%(num)s day", "%(num)s days", total // (24 * 60))


def elapsed(since: datetime, now: datetime | None = None) -> str:
    """How long it has lasted: "18 min", "2 h", "3 days"."""
    minutes = max(int(((now or hub_clock.now()) - _aware(since)).total_seconds() // 60), 1)
    return lasting(minutes if minutes < 60 else minutes - minutes % 60)


def number(value: float) -> str:
    """With thin spaces between thousands and no needless zeros: 3908 → "3 908", 4.8 → "4.8"."""
    if language() != SOURCE:
        return calendar.number(value)
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.1f}".replace(",", "\u202f")
    return f"{int(value):,}".replace(",", "\u202f")


def plural(count: float, one: str, many: str) -> str:
    """The word that fits the number where no language is concerned; sentences use ngettext."""
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
    if len(text) < 200 and _EMOJI_ONLY.fullmatch(text):
        text = text.replace("<p>", '<p class="title">')
    if cards:
        text = after_lone_links(text, lambda url: preview_html(cards[url]) if url in cards else "")
    if inline and text.startswith("<p>") and text.endswith("</p>") and text.count("<p>") == 1:
        text = text[3:-4]
    if GUARD_HEAD in text:
        head = Markup("<b>") + _FACE.format(icon_href("lock"), "")
        text = text.replace(GUARD_HEAD, GUARD_HEAD.replace("<b>", str(head), 1))
    if cards and 'class="ref"' in text:
        text = fill_refs(text, lambda path: _card(cards[path]) if path in cards else None)
    return Markup(text)  # noqa: S704 (cleaned by the renderer before it was stored)


# A few pictures and no word: shown large. Keycaps begin with a digit, flags are letters of their own.
_EMOJI_ONLY = re.compile(
    r"<p>(?:(?:[\U0001f000-\U0001faff\u2190-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299\u203c\u2049]"
    r"|[0-9#*]\ufe0f?\u20e3)[\ufe0f\u200d\U000e0020-\U000e007f]*\s*){1,24}</p>"
)
_FACE = Markup('<svg class="i i--sm" aria-hidden="true"><use href="{}"/></svg>{}')


def _card(card: Any) -> str:
    """One of our own things as a chip: title and state for its readers, a lock for everybody else."""
    if card.is_locked or not card.url:
        return Markup('<span class="chip">{}</span>').format(_FACE.format(icon_href("lock"), card.title))
    state = Markup(' <span class="dim">{}</span>').format(card.state) if card.state else ""
    face = _FACE.format(icon_href(card.icon or "link"), card.title)
    return Markup('<a class="chip" href="{}">{}{}</a>').format(card.url, face, state)


_AWAITED = Markup(
    '<span hx-get="{}" hx-trigger="load delay:2s" hx-target="this" hx-swap="outerHTML" '
    'hx-select="unset" hx-push-url="false"></span>'
)


def preview_html(shown: Any) -> str:
    """What stands at an address elsewhere: title, site, a few words, and a picture of ours.

    Of one that is still being read the place where it will stand: the page asks for it.
    """
    if shown.waits_at:
        return _AWAITED.format(shown.waits_at)
    picture = Markup('<img src="{}" alt="" width="96" height="72" loading="lazy">').format(shown.picture)
    title = shown.title if shown.picture else _FACE.format(icon_href("globe"), f" {shown.title}")
    words = Markup('<p dir="auto">{}</p>').format(shown.words) if shown.words else ""
    return Markup(
        '<a class="quoted" href="{}" rel="nofollow noopener noreferrer">{}<span>'
        '<b dir="auto">{}</b> <span class="meta" dir="auto">{}</span>{}</span></a>'
    ).format(shown.url, picture if shown.picture else "", title, shown.site, words)


def with_variables(html: Markup | str) -> Markup:
    """The places that a reply fills, {{first_name}}, as marked words (RC07); plain text stays text."""
    safe = str(escape(html))
    return Markup(_VARIABLE.sub(_variable, safe))  # noqa: S704 (the name is letters, digits and spaces)


def said(text: str) -> str:
    """A sentence of ours that was stored, in the reader's language; other words stay as they are."""
    return gettext(text) if text else ""


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


def zone_named(name: str) -> tzinfo:
    """The time zone of this name; the organisation's for "", UTC for one that does not exist."""
    return _zone(name or getattr(current_app.config.get("HUB"), "timezone", "UTC"))


@lru_cache(maxsize=600)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _date(then: datetime, this_year: int) -> str:
    return calendar.short_date(then, with_year=then.year != this_year)


def _aware(at: datetime) -> datetime:
    """SQLite gives times back without a zone; all of ours are UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
