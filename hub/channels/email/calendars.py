"""What an invitation says, where it came without a text: its title, when, where, and its words."""

import re

from hub.channels.email.charsets import decode

TYPE = "text/calendar"
FOLD = re.compile(r"\r?\n[ \t]")
FIELD = re.compile(r"^(SUMMARY|DTSTART|LOCATION|DESCRIPTION)((?:;[^:\r\n]{0,200})?):(.{1,4000})$", re.M)
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
ZONE = re.compile(r";TZID=\"?([^;:\"]{1,60})")
LONGEST = 100_000
ESCAPED = re.compile(r"\\([nN,;\\])")


def words_of(content: bytes) -> str:
    """Of its first event."""
    text = FOLD.sub("", decode(content[:LONGEST], "utf-8")[0]).replace("\r\n", "\n")
    event = text.partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0]
    said: dict[str, str] = {}
    for name, more, value in FIELD.findall(event):  # the first of each: a reminder has words of its own
        said.setdefault(name, _shown(name, more, value))
    return "\n".join(
        said[name] for name in ("SUMMARY", "DTSTART", "LOCATION", "DESCRIPTION") if said.get(name)
    )


def _shown(name: str, more: str, value: str) -> str:
    if name != "DTSTART":
        return ESCAPED.sub(lambda hit: "\n" if hit[1] in "nN" else hit[1], value).strip()
    at, zone = MOMENT.match(value), ZONE.search(more)
    if at is None:
        return ""
    clock = f" {at[4]}:{at[5]}" if at[4] else ""
    return f"{at[1]}-{at[2]}-{at[3]}{clock}" + (" UTC" if at[6] else f" ({zone[1]})" if zone else "")
