"""Comments on passages over the API: which there are, beginning one, settling it."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from pydantic import StringConstraints

from hub.core.permissions import load
from hub.people.api import PersonName
from hub.web.api import Out, filled, listed, operation
from hub.web.forms import Body, Form
from hub.wiki.actions import passages as actions
from hub.wiki.api import WRITE, bp
from hub.wiki.models import Page
from hub.wiki.passage_models import Passage
from hub.wiki.passages import AROUND, EAGER, LONGEST, is_there, passage_url, passages_of

__all__ = ["bp"]


class PassageOut(Out):
    """A passage that people talk about. `is_there`: whether its words still stand in the page.

    What is said stands under its `ref`, as under every thing.
    """

    id: int
    ref: str
    url: str
    page_id: int
    revision: int
    quote: str
    before: str
    after: str
    is_there: bool
    author: PersonName
    comment_count: int
    created_at: datetime
    resolved_at: datetime | None


class PassageIn(Form):
    """Words of the page, what stands around them where they stand more than once, and what is said."""

    quote: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
    before: Annotated[str, StringConstraints(max_length=4 * AROUND)] = ""
    after: Annotated[str, StringConstraints(max_length=4 * AROUND)] = ""
    body: Body


class SettledIn(Form):
    """Whether nothing is open about it."""

    settled: bool


@operation(bp, "GET", "/pages/<int:id>/passages", verb="list", thing="passages", out=listed(PassageOut))
def list_passages(id: int) -> dict[str, Any]:
    """What is said about passages of a page, what is settled last; the 50 newest."""
    found = passages_of(g.actor, load(g.actor, Page, id))
    return {"items": [_passage(each) for each in found], "next": None}


@operation(
    bp, "POST", "/pages/<int:id>/passages", verb="comment_on", thing="passage", out=PassageOut,
    body=PassageIn, scopes=WRITE, status=201,
)  # fmt: skip
def comment_on_passage(id: int, body: PassageIn) -> PassageOut:
    """Say something about words of a page. 422 when they do not stand in it."""
    page = load(g.actor, Page, id)
    made = actions.comment_on_passage(
        g.actor, page, body.quote, body.body, before=body.before, after=body.after
    )
    return _passage(made)


@operation(
    bp, "POST", "/passages/<int:id>/settling", verb="settle", thing="passage", out=PassageOut, body=SettledIn,
    scopes=WRITE,
)  # fmt: skip
def settle_passage(id: int, body: SettledIn) -> PassageOut:
    """Say that nothing is open about it, or that something is again."""
    found = load(g.actor, Passage, id, options=EAGER)
    actions.settle_passage(g.actor, found, settled=body.settled)
    return _passage(found)


def _passage(found: Passage) -> PassageOut:
    return filled(PassageOut, found, url=passage_url(found), is_there=is_there(found))
