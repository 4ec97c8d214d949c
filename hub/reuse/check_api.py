"""Checks of texts that did not help a customer, over the API: which wait for one, and settling one."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from pydantic import BaseModel, ConfigDict, StringConstraints

from hub.core.errors import NotFound
from hub.core.features import kind_of, resolve, url_of
from hub.reuse import checking
from hub.reuse.check_models import Check
from hub.reuse.checks import checks_for, results_of
from hub.web.api import Out, api_blueprint, listed, operation, token_has
from hub.web.forms import Form, Note

bp = api_blueprint("reuse")


class ChecksIn(BaseModel):
    """own: those of what one wrote, instead of those one may settle."""

    model_config = ConfigDict(extra="forbid")

    own: bool = False


class BadResultOut(Out):
    """What a customer said whom the text did not help, masked. Only for tokens with the scope for cases."""

    words: str
    rating: int | None
    reopened: bool
    at: datetime


class CheckOut(Out):
    """A text that is looked at because it did not help `customers` different ones."""

    ref: str
    title: str
    url: str
    customers: int
    is_withdrawn: bool
    opened_at: datetime
    results: list[BadResultOut]


class SettleIn(Form):
    """Which text; a word for whoever wrote it; `wrong`: whoever was given it is told."""

    ref: Annotated[str, StringConstraints(max_length=80)]
    note: Note = ""
    wrong: bool = False


class SettledOut(Out):
    """What became of it: kept, corrected, or wrong with the address of the recall that began."""

    ref: str
    verdict: str
    recall: str | None = None


@operation(bp, "GET", "/checks", verb="list", thing="checks", out=listed(CheckOut), query=ChecksIn)
def list_checks(query: ChecksIn) -> dict[str, Any]:
    """The checks that one may settle (or of what one wrote), most customers first."""
    found = checks_for(g.actor, own=query.own)
    results = results_of([check.id for _thing, check in found]) if token_has("cases") else {}
    return {"items": [_shown(thing, check, results) for thing, check in found], "next": None}


@operation(
    bp, "POST", "/checks", verb="settle", thing="check", out=SettledOut, body=SettleIn, scopes=("write",)
)
def settle(body: SettleIn) -> dict[str, Any]:
    """Settle the check of a text: it stands as it is or was corrected since, or nobody may be told it."""
    thing = resolve(g.actor, body.ref)
    if kind_of(body.ref).customer_text is None:
        raise NotFound
    if body.wrong:
        recall = checking.found_wrong(g.actor, thing, body.note)
        return {"ref": thing.ref, "verdict": "wrong", "recall": f"/recalls/{recall.id}"}
    return {"ref": thing.ref, "verdict": checking.review(g.actor, thing, body.note)}


def _shown(thing: Any, check: Check, results: dict[int, Any]) -> dict[str, Any]:
    return {
        "ref": thing.ref, "title": kind_of(thing.ref).title(thing), "url": url_of(thing),
        "customers": check.customers, "is_withdrawn": check.withdrawn_at is not None,
        "opened_at": check.opened_at, "results": results.get(check.id, []),
    }  # fmt: skip
