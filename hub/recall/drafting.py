"""The words with which a customer is told: short where the channel is short, in the customer's language.

Everything here comes from texts that customers may read: the new wording, and nothing of what is inside.
"""

from datetime import datetime
from typing import Any

from babel.dates import format_date

from hub.cases.models import Case
from hub.cases.ways import traits_for
from hub.core.features import CustomerText, registry
from hub.core.words import gettext as _
from hub.core.words import language, locale, offered, speaking
from hub.people.models import Person
from hub.recall.models import FollowUp
from hub.reuse.languages import language_of
from hub.reuse.passages import fitted
from hub.reuse.recall_models import Change
from hub.reuse.recalls import APPROVED
from hub.reuse.variables import fill, known_of

SHORT = 1_000  # characters: below it there is no room for courtesies
LONGEST_GREETING = 60


def follow_up_words(writer: Person, follow_up: FollowUp, wording: CustomerText | None) -> str:
    """What the customer could be told. `wording`: what is right now; None while nobody has approved it."""
    case = follow_up.case
    text = fill(wording.text, known_of(case, writer)).strip() if wording is not None else ""
    with speaking(_language_for(case, text)):
        lead = _lead(Change(follow_up.recall.change), follow_up.given_at, known=bool(text))
        traits = traits_for(case)
        limit = traits.length if traits is not None else 0
        if traits is not None and 0 < limit < SHORT:
            read, count = fill(follow_up.recall.said, known_of(case, writer)), traits.measure.of
            return fitted(text, limit, lead, read, count)
        greeting, text = _greeted(text, case.customer.first_name)
        greeting = greeting or _("Hello %(first_name)s,", first_name=case.customer.first_name)
        return "\n\n".join(part for part in (greeting, lead, text) if part)


def approved_wording(thing: Any, revision: int) -> CustomerText | None:
    """What customers may be told of it now, when it was changed since `revision` and approved."""
    kind = registry.kinds[thing.ref_kind]
    found = kind.customer_text(thing) if kind.customer_text else None
    if found is None or found.revision <= revision or found.trust not in APPROVED:
        return None
    return found


def _lead(change: Change, given_at: datetime, *, known: bool) -> str:
    day = format_date(given_at.date(), format="long", locale=locale())
    if change == Change.WRONG and known:
        return _(
            "What we wrote to you on %(day)s was not right, and we are sorry. This is how it is:", day=day
        )
    if change == Change.WRONG:
        return _(
            "What we wrote to you on %(day)s was not right, and we are sorry. Please do not go by it: we are "
            "checking it and will write to you again.",
            day=day,
        )
    if known:
        return _("Something has changed since we wrote to you on %(day)s. This is how it is now:", day=day)
    return _(
        "Something has changed since we wrote to you on %(day)s. We are checking it and will write to you "
        "again.",
        day=day,
    )


def _language_for(case: Case, text: str) -> str:
    """The customer's where we have words in it; else that of the text, so that both fit together."""
    wanted = (case.language, case.customer.language, language_of(text), language())
    return next((each for each in wanted if each and each in offered()), language())


def _greeted(text: str, first_name: str) -> tuple[str, str]:
    """The greeting that a wording begins with, and the rest; "" when it begins with the matter itself."""
    first, _break, rest = text.partition("\n")
    if rest and first_name in first and len(first) <= LONGEST_GREETING:
        return first.strip(), rest.strip()
    return "", text
