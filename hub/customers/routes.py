"""The page of a customer, and putting two together that are one."""

from typing import Annotated, Any

from flask import Blueprint, Response, g, request

from hub.cases.models import Customer
from hub.cases.search import CHANNEL_ICONS
from hub.cases.showing import STATE_WORDS
from hub.core.db import session
from hub.core.errors import Invalid, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.core.words import language_name
from hub.customers import actions, queries
from hub.customers.models import CustomerMerge
from hub.customers.rules import EDIT_CUSTOMER, MERGE_CUSTOMER
from hub.web.forms import LINES, Form, Name, Note, Read, blank, bounded, read
from hub.web.pages import done, onward, page

bp = Blueprint("customers", __name__, template_folder="templates")


class CustomerForm(Form):
    """What the desk knows about somebody."""

    name: Name
    company: Annotated[str, bounded(120), LINES] = ""
    language: Annotated[str, bounded(12), LINES] = ""
    note: Note = ""


class MergeForm(Form):
    """Who is the same person."""

    other: int


@bp.get("/customers/<int:id>")
def customer(id: int) -> Any:
    try:
        found = load(g.actor, Customer, id)
    except NotFound:
        kept = queries.lives_on_in(id)  # a part of somebody else has no cases of its own any more
        if kept is None:
            raise
        load(g.actor, Customer, kept)
        return onward(f"/customers/{kept}")
    return _page(found, _filled(found))


@bp.post("/customers/<int:id>")
def edit(id: int) -> Any:
    found, form = load(g.actor, Customer, id), read(CustomerForm)
    if not form.ok:
        require(g.actor, EDIT_CUSTOMER, found)
        return _page(found, form), 422
    actions.edit_customer(g.actor, found, **form.data.model_dump())
    return done(f"/customers/{id}", say=_("Kept. They never see it."))


@bp.get("/customers/<int:id>/merge")
def merge(id: int) -> str:
    found = load(g.actor, Customer, id)
    require(g.actor, MERGE_CUSTOMER, found)
    words = request.args.get("q", "").replace("\0", "")[: LIMITS.short]
    other = request.args.get("with", "")
    beside = load(g.actor, Customer, int(other)) if other.isdecimal() and len(other) < 18 else None
    return page(
        "customers/merge.html", customer=found, words=words,
        candidates=queries.perhaps_the_same(g.actor, found, words),
        both=[queries.known(g.actor, each) for each in (found, beside)] if beside is not None else [],
        icons=CHANNEL_ICONS, may_merge=beside is not None and can(g.actor, MERGE_CUSTOMER, beside),
    )  # fmt: skip


@bp.post("/customers/<int:id>/merges")
def put_together(id: int) -> Response:
    found, form = load(g.actor, Customer, id), read(MergeForm)
    if not form.ok:
        raise Invalid(_("Choose who is the same person."), field="other")
    made = actions.merge_customers(g.actor, found, load(g.actor, Customer, form.data.other))
    return done(
        f"/customers/{id}", say=_("They are one customer now."), undo=f"/customers/merges/{made.id}/undoing"
    )


@bp.post("/customers/merges/<int:id>/undoing")
def part(id: int) -> Response:
    made = session().get(CustomerMerge, id)
    if made is None:
        raise NotFound
    load(g.actor, Customer, made.kept_id)
    actions.part_customers(g.actor, made)
    return done(f"/customers/{made.kept_id}", say=_("They are two customers again."))


def _filled(found: Customer) -> Read[Any]:
    return blank(name=found.name, company=found.company, language=found.language, note=found.note)


def _page(found: Customer, form: Read[Any]) -> str:
    may_merge = can(g.actor, MERGE_CUSTOMER, found)
    return page(
        "customers/customer.html", known=queries.known(g.actor, found), customer=found, form=form,
        icons=CHANNEL_ICONS, states=STATE_WORDS, may_edit=may_merge or can(g.actor, EDIT_CUSTOMER, found),
        may_merge=may_merge, speaks=language_name(found.language),
    )  # fmt: skip
