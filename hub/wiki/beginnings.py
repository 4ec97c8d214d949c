"""What a new page of each kind starts with (WK02)."""

from hub.core.db import session
from hub.wiki.models import PageKind
from hub.wiki.template_models import PageTemplate

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
    PageKind.BLOCK: """What several pages say in the same words.
""",
}


def template_for(kind: PageKind) -> str:
    """What a new page of this kind begins with here."""
    row = session().get(PageTemplate, kind)
    return row.body if row is not None else TEMPLATES[kind]
