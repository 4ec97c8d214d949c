"""Upper bounds for one mail. Beyond them a mail is shortened or kept raw, and says so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailLimits:
    """Characters unless the name says otherwise."""

    raw_bytes: int = 40 * 1024 * 1024
    header_section_bytes: int = 256 * 1024
    header: int = 16_384
    subject: int = 250
    name: int = 120
    message_id: int = 500
    references: int = 100  # ids read from one header
    references_sent: int = 20
    addresses: int = 100
    parts: int = 200
    multiparts: int = 100  # containers, counted before parsing: each one slows every later line
    delimiters: int = 2_000  # lines between parts, counted before parsing as well
    depth: int = 20
    text: int = 1_000_000
    html: int = 1_000_000
    html_depth: int = 400  # sanitizers need quadratic time in the depth of the tree
    filename: int = 120
    guess_bytes: int = 32 * 1024  # how much of a body the charset guess may look at
    notes: int = 20
    quote_line: int = 300  # longer lines are never an attribution or a signature


LIMITS = MailLimits()
