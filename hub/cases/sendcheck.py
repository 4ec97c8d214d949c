"""What a look at the case tells about a reply that no pattern of secrets would: links, promises.

Pure functions over texts; the guard makes findings of what they yield.
"""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

LINK = re.compile(r"(?i)\bhttps?://(?:\[[0-9a-f:.]{2,45}\])?[^\s<>()\[\]\"']{1,400}")
INSIDE = (".local", ".localhost", ".internal", ".intranet", ".lan", ".corp", ".home.arpa", ".test")
CURRENCY = r"(?:€|\$|£|EUR|USD|GBP|CHF|NOK|SEK|DKK|PLN|euros?|dollars?|pounds?|kroner|kronor|Kronen|zł)"
AMOUNT = r"\d(?:[\d.,  ]{0,10}\d)?"
MONEY = re.compile(rf"(?i)(?<!\w){CURRENCY}\s?{AMOUNT}|(?<![\w.,]){AMOUNT}\s?{CURRENCY}(?!\w)")
DAY = (
    r"(?:tomorrow|today|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|next week|the end of the week"
    r"|morgen|heute|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|\d{1,3} (?:(?:working|business) )?(?:minutes?|hours?|days?|weeks?|minuten|stunden?|tagen?|wochen?)"
    r"|(?:\d{1,2}(?:st|nd|rd|th|\.)? ?(?:of )?)?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zä]{0,6}(?: \d{1,2})?"
    r"|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|\d{1,2}[:.]\d{2})"
)
WHEN = re.compile(
    rf"(?i)\b(?:by|until|within|before|no later than|bis|innerhalb von|binnen|spätestens)\s{DAY}\b"
)


def closed_links(text: str) -> Iterator[tuple[str, int]]:
    """Links that lead into a house network, and where they stand: nobody outside opens them."""
    for hit in LINK.finditer(text):
        try:
            host = (urlsplit(hit[0]).hostname or "").rstrip(".").lower()
        except ValueError:
            continue
        if _is_inside(host):
            yield hit[0].rstrip(".,;:!?"), hit.start()


def promises(text: str, known: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Dates and sums that stand neither in vetted wording nor in the customer's words."""
    there = " ".join(" ".join(each.split()) for each in known).casefold()
    for pattern in (MONEY, WHEN):
        for hit in pattern.finditer(text):
            if " ".join(hit[0].split()).casefold() not in there:
                yield hit[0].strip(), hit.start()


def _is_inside(host: str) -> bool:
    if not host or ("." not in host and ":" not in host) or host.endswith(INSIDE):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
