"""Every upper bound of the hub in one place: characters, counts, bytes, seconds. Tests read this file.

A field without a limit here does not exist: whatever a person or a program sends is bounded.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Characters unless the name says otherwise."""

    handle: int = 40
    name: int = 120
    short: int = 200  # titles of people, places, reasons
    title: int = 250
    address: int = 320  # e-mail addresses, external ids
    url: int = 2_000
    body: int = 64_000  # Markdown of a post, an answer, a page
    message: int = 200_000  # what a customer may write to us
    note: int = 500  # change notes, reasons
    password: int = 256
    query: int = 400
    tags: int = 10  # topics on one thing
    tag: int = 60
    draft: int = 70_000
    page_size: int = 100
    default_page: int = 20
    comments_shown: int = 200
    request_bytes: int = 1024 * 1024
    upload_bytes: int = 20 * 1024 * 1024
    uploads_per_thing: int = 10
    uploads_waiting: int = 50  # of one person, in no text yet
    uploads_waiting_bytes: int = 200 * 1024 * 1024
    mention_people: int = 50
    asked_at_once: int = 10  # colleagues asked by name in one question
    open_requests: int = 5  # that wait for one person, unless they choose their own number
    own_requests: int = 50  # the largest number they can choose
    form_per_day: int = 5_000
    highest_id: int = 2**31 - 1  # what PostgreSQL keeps in an INTEGER; it refuses to compare with more


LIMITS = Limits()
