"""A vetted text that was found outside of a case: which reply is it to go into?"""

from typing import Annotated, Any

from flask import g, request

from hub.cases import queries, showing
from hub.cases.routes.shown import bp
from hub.cases.rules import REPLY, has_case_place
from hub.core.errors import Invalid, NotFound
from hub.core.features import kind_of, resolve, url_of
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.links.queries import ends_around
from hub.web.forms import LINES, Form, bounded, read
from hub.web.pages import page

SHOWN = 20


class UsingForm(Form):
    """Which text."""

    ref: Annotated[str, bounded(80, 3), LINES]


@bp.get("/cases/using")
def using() -> str:
    """One's own cases, those that have to do with the text first; one press puts it into their reply."""
    form = read(UsingForm, request.args)
    if not form.ok or not has_case_place(g.actor):
        raise NotFound
    thing = resolve(g.actor, form.data.ref)
    kind = kind_of(thing.ref)
    wording = kind.customer_text(thing) if kind.customer_text else None
    if wording is None:
        raise Invalid(_("Nobody has written yet what a customer may be told of this. Write it first."))
    near = _cases_near(thing)
    mine = queries.list_cases(g.actor, "mine", size=SHOWN).items
    rows = [row for row in mine if can(g.actor, REPLY, row.case)]
    rows.sort(key=lambda row: row.case.ref not in near)
    return page(
        "cases/using.html", thing=thing, title=kind.title(thing), back=url_of(thing), rows=rows, near=near,
        showing=showing,
    )  # fmt: skip


def _cases_near(thing: Any) -> set[str]:
    """The cases that are linked with it, or with the question it answers."""
    question = getattr(thing, "question", None)
    ends = ends_around(question.ref, [thing.ref]) if question is not None else ends_around(thing.ref)
    return {ref for ref in ends if ref.startswith("case:")}
