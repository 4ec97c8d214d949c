"""What a person types, as a Query: words, "phrases", -exclusions, pref*, and operators like is:solved.

Parsing never fails: whatever is no operator is a word. `str(query)` gives the text back in one
canonical spelling, so a query can be stored, shown as chips, and parsed again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from search.analysis import STOP_WORDS, facet_value, fold, forms, stems, tokens

MAX_CHARACTERS: Final = 500
MAX_TERMS: Final = 16
MAX_FILTERS: Final = 16
MIN_PREFIX: Final = 2

# Operator → the facets in which its value is looked for.
OPERATORS: Final[Mapping[str, tuple[str, ...]]] = {
    "is": ("is", "state", "trust"),
    "state": ("state",),
    "in": ("community",),
    "by": ("author",),
    "topic": ("topic",),
    "kind": ("kind",),
    "channel": ("channel",),
    "trust": ("trust",),
    "has": ("has",),
}
# Written twice, these narrow ("topic:baggage topic:oslo" is both); the others widen.
NARROWING: Final = frozenset({"is", "topic", "has"})
DATE_OPERATOR: Final = "updated"

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PIECE = re.compile(r'(-?)(?:([A-Za-z]+):)?"([^"]*)"|([^\s"]+)|"')
_DATE = re.compile(r"([<>]=?)?(\d{4}-\d{2}-\d{2}|\d{1,4}[dwmy])")
_DAYS_OF_UNIT = {"d": 1, "w": 7, "m": 30, "y": 365}


class Form(StrEnum):
    """How a term was typed."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Term:
    """Something to look for in the text."""

    form: Form
    text: str
    is_excluded: bool = False

    def __str__(self) -> str:
        spelled = {"word": "{}", "phrase": '"{}"', "prefix": "{}*"}[self.form].format(self.text)
        return f"-{spelled}" if self.is_excluded else spelled

    @property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """The runs of stems that satisfy a word or a phrase; none for signs alone."""
        if self.form is Form.WORD:
            return forms(self.text)
        run = stems(self.text)
        return (run,) if run else ()

    @property
    def is_stop_word(self) -> bool:
        return self.form is Form.WORD and fold(self.text) in STOP_WORDS


@dataclass(frozen=True, slots=True)
class Filter:
    """One operator with its values; any one of the values will do."""

    name: str
    values: tuple[str, ...]
    is_excluded: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.is_excluded else ''}{self.name}:{','.join(self.values)}"

    @property
    def tags(self) -> tuple[str, ...]:
        """The stored tags that satisfy it."""
        return tuple(f"{name}:{value}" for name in OPERATORS[self.name] for value in self.values)


@dataclass(frozen=True, slots=True)
class DateBound:
    """`updated:` with a day (2026-01-01) or an age (7d, 2w, 3m, 1y). Days are days in UTC."""

    sign: str
    when: str

    def __str__(self) -> str:
        return f"{DATE_OPERATOR}:{self.sign}{self.when}"

    def days(self, now: datetime) -> tuple[date, date]:
        """First and last day that satisfy it. An age "<7d" means younger, so it has the later days."""
        today = now.astimezone(UTC).date()
        if self.when[-1].isdigit():
            return _span(self.sign, date.fromisoformat(self.when))
        age = timedelta(days=int(self.when[:-1]) * _DAYS_OF_UNIT[self.when[-1]])
        edge = date.fromordinal(max(1, today.toordinal() - age.days))
        if self.sign in (">", ">="):
            return date.min, edge
        return edge, date.max


@dataclass(frozen=True)
class Query:
    """A parsed query. Equal queries find the same things."""

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    dates: tuple[DateBound, ...] = ()
    was_cut: bool = field(default=False, compare=False)  # longer than the caps: the rest was ignored

    def __str__(self) -> str:
        return " ".join(str(part) for part in (*self.terms, *self.filters, *self.dates))

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.filters or self.dates)

    @property
    def words(self) -> str:
        """The wanted words alone: the title of a question to ask when nothing was found."""
        return " ".join(term.text for term in self.terms if not term.is_excluded)

    @cached_property
    def marks(self) -> frozenset[str]:
        """What to mark in excerpts: stems, and words with a star for prefixes."""
        found: set[str] = set()
        for term in self.terms:
            if term.is_excluded or term.is_stop_word:
                continue
            if term.form is Form.PREFIX:
                found.add(f"{fold(term.text)}*")
            else:
                found.update(token.stem for token in tokens(term.text))
        return frozenset(found)

    def while_typing(self) -> "Query":
        """The same query with its last word open at the end, for results while somebody types."""
        if not self.terms or self.terms[-1].form is not Form.WORD or self.terms[-1].is_excluded:
            return self
        last = self.terms[-1]
        if not _can_be_prefix(last.text):
            return self
        return replace(self, terms=(*self.terms[:-1], Term(Form.PREFIX, last.text)))

    def day_range(self, now: datetime) -> tuple[date, date] | None:
        """The days that satisfy all date bounds; the first may lie after the last. None: any day."""
        if not self.dates:
            return None
        spans = [bound.days(now) for bound in self.dates]
        return max(first for first, _ in spans), min(last for _, last in spans)


def parse(text: str) -> Query:
    """The Query for any text whatsoever."""
    terms: list[Term] = []
    filters: dict[tuple[object, ...], Filter] = {}
    dates: list[DateBound] = []
    was_cut = len(text) > MAX_CHARACTERS
    for part in _parts(text[:MAX_CHARACTERS]):
        match part:
            case Term() if part not in terms:
                was_cut = was_cut or len(terms) >= MAX_TERMS
                terms = [*terms, part][:MAX_TERMS]
            case Filter():
                was_cut = not _add_filter(filters, part) or was_cut
            case DateBound() if part not in dates:
                dates.append(part)
    return _fitting(Query(tuple(terms), tuple(filters.values()), tuple(dates), was_cut))


def _fitting(query: Query) -> Query:
    """Folding can lengthen values: what no longer fits its own canonical text is dropped from the end."""
    while len(str(query)) > MAX_CHARACTERS:
        if query.dates:
            query = replace(query, dates=query.dates[:-1], was_cut=True)
        elif query.filters:
            query = replace(query, filters=query.filters[:-1], was_cut=True)
        else:
            query = replace(query, terms=query.terms[:-1], was_cut=True)
    return query


def _parts(text: str) -> Iterator[Term | Filter | DateBound]:
    for match in _PIECE.finditer(text.translate(_QUOTES)):
        minus, name, quoted, plain = match.groups()
        is_quoted = quoted is not None
        part = _quoted_part(bool(minus), name, quoted) if is_quoted else _plain_part(plain or "")
        if part is not None:
            yield part


def _plain_part(piece: str) -> Term | Filter | DateBound | None:
    is_excluded = piece.startswith("-") and len(piece) > 1
    bare = piece[1:] if is_excluded else piece
    name, colon, value = bare.partition(":")
    if colon and (operator := _operator(name, value, is_excluded)):
        return operator
    if bare.endswith("*") and _can_be_prefix(bare.rstrip("*")):
        return Term(Form.PREFIX, bare.rstrip("*"), is_excluded)
    if not stems(bare):  # signs alone look for nothing
        return None
    return Term(Form.WORD, bare, is_excluded)


def _quoted_part(is_excluded: bool, name: str | None, quoted: str) -> Term | Filter | None:
    text = " ".join(quoted.split())
    if name and name.lower() in OPERATORS and (value := facet_value(text)):
        return Filter(name.lower(), (value,), is_excluded)
    return Term(Form.PHRASE, text, is_excluded) if stems(text) else None


def _operator(name: str, value: str, is_excluded: bool) -> Filter | DateBound | None:
    name = name.lower()
    if name == DATE_OPERATOR and not is_excluded:
        return _date_bound(value)
    if name not in OPERATORS:
        return None
    values = sorted({cleaned for part in value.split(",") if (cleaned := facet_value(part))})
    return Filter(name, tuple(values), is_excluded) if values else None


def _date_bound(value: str) -> DateBound | None:
    match = _DATE.fullmatch(value)
    if match is None or not value.isascii():
        return None
    sign, when = match.groups()
    if when[-1].isdigit():
        try:
            date.fromisoformat(when)
        except ValueError:
            return None
        return DateBound(sign or "", when)
    return DateBound(sign or "<", when)


def _add_filter(filters: dict[tuple[object, ...], Filter], part: Filter) -> bool:
    """Joins values where repetition widens. False if there are too many operators already."""
    widens = part.name not in NARROWING and not part.is_excluded
    key: tuple[object, ...] = (part.name,) if widens else (part.name, part.values, part.is_excluded)
    if known := filters.get(key):
        part = replace(part, values=tuple(sorted({*known.values, *part.values})))
    elif len(filters) >= MAX_FILTERS:
        return False
    filters[key] = part
    return True


def _can_be_prefix(text: str) -> bool:
    """Long enough, and one word: of "tn-4*" it would not be clear which part is open."""
    return len(text) >= MIN_PREFIX and fold(text).isalnum()


def _span(sign: str, day: date) -> tuple[date, date]:
    one = timedelta(days=1)
    match sign:
        case ">":
            return (day + one if day < date.max else day), date.max
        case ">=":
            return day, date.max
        case "<":
            return date.min, (day - one if day > date.min else day)
        case "<=":
            return date.min, day
        case _:
            return day, day
