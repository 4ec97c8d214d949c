"""Suggestions over the API: for a question being written, and for a customer's case."""

from typing import Annotated, Any

from flask import g
from pydantic import StringConstraints

from hub.core.errors import NotFound
from hub.core.features import registry, resolve
from hub.core.limits import LIMITS
from hub.suggest.queries import ASKING, Suggestion, for_case, suggestions
from hub.web.api import Out, api_blueprint, listed, may_be_told, operation
from hub.web.forms import Form

bp = api_blueprint("suggest")

MOST = 5


class SuggestionOut(Out):
    """Something that may be what is needed. `customer_text` is what a customer may be told of it."""

    ref: str
    title: str
    url: str
    excerpt: str
    trust: str
    by: str
    customer_text: str | None
    is_ready: bool


class SuggestIn(Form):
    """The words of a question, or the ref of a case."""

    q: Annotated[str, StringConstraints(max_length=LIMITS.query)] = ""
    case: Annotated[str, StringConstraints(pattern=r"^(case:[0-9]{1,18})?$")] = ""


@operation(
    bp, "GET", "/suggestions", verb="list", thing="suggestions", out=listed(SuggestionOut), query=SuggestIn
)
def list_suggestions(query: SuggestIn) -> dict[str, Any]:
    """What fits, best first."""
    if not query.case:
        found = suggestions(g.actor, query.q, ASKING, MOST)
        return {"items": [_suggestion(each) for each in found if may_be_told(each.ref)], "next": None}
    if not may_be_told(query.case):
        raise NotFound
    case = resolve(g.actor, query.case)
    if registry.kinds[case.ref_kind].masked_card is None:
        raise NotFound
    return {"items": [_suggestion(each) for each in for_case(g.actor, case, MOST, query.q)], "next": None}


def _suggestion(found: Suggestion) -> SuggestionOut:
    return SuggestionOut(
        ref=found.ref, title=found.card.title, url=found.url, excerpt=found.card.excerpt,
        trust=found.card.trust, by=found.card.by,
        customer_text=found.text if found.wording is not None else None, is_ready=found.is_ready,
    )  # fmt: skip
