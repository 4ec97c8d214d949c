"""Customers' words without what identifies them: names, addresses, numbers become placeholders (D12).

Masking is generous on purpose: a word too many hidden costs a question, one too few a breach.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

MOST = 200_000

# Each pattern is linear: bounded repetitions, no nested quantifiers.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("address", re.compile(r"https?://[^\s<>\"]{0,499}[^\s<>\".,:;!?]")),  # no full stop behind it
    ("e-mail", re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")),
    ("handle", re.compile(r"(?<![\w@])@\w[\w.-]{0,38}\w")),
    ("bank account", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("card number", re.compile(r"\b\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}\b")),
    ("phone", re.compile(r"(?<![\w+])(?:\+|00)\d[\d ()./-]{6,18}\d\b|\b0\d(?:[ /-]?\d){6,12}\b")),
    ("number", re.compile(r"\b\d{3}-?\d{7,10}\b|\b\d{7,14}\b")),  # tickets, orders, passports
    ("booking", re.compile(r"\b(?=[A-Z0-9]{6}\b)(?=[A-Z]*\d)[A-Z0-9]{6}\b")),
    ("booking", re.compile(r"\b[A-Z]{3,5}(?:TN|XS) ?\d{4,6}\b")),  # reports: OSLTN 11482
    ("date of birth", re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b")),
)
LABELS = ("name", *dict.fromkeys(label for label, _pattern in PATTERNS))
PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(map(re.escape, LABELS))})(?: \d{{1,3}})?\]")
BOOKING_AFTER_WORD = re.compile(
    r"(?i)\b(booking|reference|reservation|pnr|buchung|réservation|rezerwacj\w{1,3}|bestilling)"
    r"((?:[ :#-]|number|code|ref|is|no\.?){0,6}[ :#-])([A-Z0-9]{6})\b"
)


@dataclass
class Masked:
    """The text without identities, and what each placeholder stands for (for case rights only)."""

    text: str
    placeholders: dict[str, str] = field(default_factory=dict)


def mask(text: str, names: Iterable[str] = (), keep: Container[str] = ()) -> Masked:
    """Replace identities in `text`. `names`: how the customer is called, whole or in parts.

    `keep`: what looks like an identity and is none, "@jonas" of a colleague who is called.
    """
    masked = Masked(text[:MOST])
    labels: dict[str, int] = {}

    def placeholder(label: str, found: str) -> str:
        if found.lower() in keep:
            return found
        for known, original in masked.placeholders.items():
            if original.casefold() == found.casefold():
                return known
        labels[label] = labels.get(label, 0) + 1
        name = f"[{label}]" if labels[label] == 1 else f"[{label} {labels[label]}]"
        masked.placeholders[name] = found
        return name

    for label, pattern in PATTERNS:
        masked.text = pattern.sub(lambda hit, label=label: placeholder(label, hit[0]), masked.text)  # type: ignore[misc]
    masked.text = BOOKING_AFTER_WORD.sub(
        lambda hit: f"{hit[1]}{hit[2]}{placeholder('booking', hit[3])}", masked.text
    )
    for name in _name_parts(names):
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        masked.text, hits = pattern.subn("[name]", masked.text)
        if hits:
            masked.placeholders.setdefault("[name]", name)
    return masked


def sole_values(masked: Masked) -> dict[str, str]:
    """`[booking]` → `TX7KQ2`, of those placeholders that can mean one thing only."""
    numbered = {name.partition(" ")[0] for name in masked.placeholders if name[-2].isdigit()}
    return {
        name: found
        for name, found in masked.placeholders.items()
        if not name[-2].isdigit() and name.rstrip("]") not in numbered
    }


def initial_form(name: str) -> str:
    """`Marta Kowalczyk` → `Marta K.`: for people with case rights, in narrow places."""
    parts = name.split()
    return f"{parts[0]} {parts[-1][0]}." if len(parts) > 1 else name


def _name_parts(names: Iterable[str]) -> list[str]:
    """Whole names first, then their parts of three letters or more."""
    wanted: dict[str, None] = {}
    for name in names:
        if len(name.strip()) > 1:
            wanted[name.strip()[:200]] = None
        for part in re.split(r"[\s,]+", name):
            if len(part) >= 3:
                wanted[part[:100]] = None
    return sorted(wanted, key=len, reverse=True)
