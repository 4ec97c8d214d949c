"""What a new page of each kind starts with (WK02)."""

from hub.wiki.models import PageKind

CUSTOMER = """:::customer
Hi {{first_name}},
:::"""

TEMPLATES: dict[PageKind, str] = {
    PageKind.HOWTO: f"""The rule in one breath.

## Steps

1.
2.

## What to tell the customer

{CUSTOMER}
""",
    PageKind.PROBLEM: f"""## The problem

In the words in which people ask.

## When it happens

## The solution

## What to tell the customer

{CUSTOMER}

## Why it happens
""",
    PageKind.POLICY: """The rule in one breath.

## What we offer

## Exceptions

:::internal
Limits for us.
:::
""",
    PageKind.ANNOUNCEMENT: """What changes, from when, for whom.

## What to do

## Who knows more
""",
    PageKind.HOLDING: f"""## What we say until we know more

{CUSTOMER}

## What we do not say yet

:::internal

:::
""",
}
