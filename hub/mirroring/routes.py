"""Check an account and read it now; the ticket behind a case, and a private note into it."""

from typing import Any

from flask import Blueprint, Response, g, redirect

from hub.cases.models import Case
from hub.cases.rules import ASK_INSIDE
from hub.channels.models import Channel
from hub.channels.owner import owner_of
from hub.channels.sealing import SealBroken
from hub.core.errors import HubError, NotFound
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.mirroring.actions import read_again, try_again
from hub.mirroring.files import listed
from hub.mirroring.helpdesk import Busy, Malformed, Refused, helpdesk_of
from hub.mirroring.notes import put_note
from hub.mirroring.queries import address_of, pairs_of, ticket_of, vetted_words
from hub.mirroring.rules import PUT_NOTE
from hub.mirroring.work import ask_for
from hub.people.rules import ADMINISTER
from hub.web.forms import Body, Form, Read, blank, read
from hub.web.once import once
from hub.web.pages import done, page

bp = Blueprint("mirroring", __name__, template_folder="templates")


class NoteForm(Form):
    """What goes into the ticket."""

    body: Body


@bp.post("/admin/channels/<int:id>/mirror")
def read_now(id: int) -> Response:
    found = load(g.actor, Channel, id)
    require(g.actor, ADMINISTER)
    if not owner_of(found):
        raise NotFound
    try:
        said = helpdesk_of(found).probe(found)
        try_again(g.actor, found)
        ask_for(found.id)
    except (Refused, Busy, Malformed, SealBroken) as trouble:
        said = _("It did not work: %(trouble)s", trouble=trouble)
    return done(f"/admin/channels/{id}", say=said)


@bp.get("/cases/<int:id>/ticket")
def ticket(id: int) -> Any:
    case = load(g.actor, Case, id)
    if ticket_of(case) is None:
        return redirect(f"/cases/{id}", 303)
    return _ticket_page(case, blank())


@bp.post("/cases/<int:id>/ticket/notes")
@once
def put_into_ticket(id: int) -> Any:
    case, form = load(g.actor, Case, id), read(NoteForm)
    require(g.actor, PUT_NOTE, case)
    if form.ok:
        try:
            put_note(g.actor, case, form.data.body)
            return done(f"/cases/{id}/ticket", say=_("The note is on its way into the ticket."))
        except HubError as error:
            form.refuse(error.field or "body", error.message)
    return _ticket_page(case, form), 422


@bp.post("/cases/<int:id>/ticket/reading")
def read_ticket_again(id: int) -> Response:
    case = load(g.actor, Case, id)
    found = ticket_of(case)
    if found is None:
        raise NotFound
    read_again(g.actor, case, found)
    ask_for(case.channel_id)
    return done(f"/cases/{id}/ticket", say=_("It is read once more."))


def _ticket_page(case: Case, form: Read[Any]) -> str:
    found = ticket_of(case)
    if found is None:
        raise NotFound
    return page(
        "mirroring/ticket.html", case=case, ticket=found, form=form, owner=owner_of(case.channel),
        url=address_of(case.channel, found), pairs=pairs_of(case, found), wording=vetted_words(g.actor, case),
        missing=listed(found), may_put=can(g.actor, PUT_NOTE, case), may_ask=can(g.actor, ASK_INSIDE, case),
    )  # fmt: skip
