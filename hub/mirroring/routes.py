"""The one address of mirroring: check an account and read it now."""

from flask import Blueprint, Response, g

from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.channels.sealing import SealBroken
from hub.core.errors import NotFound
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.mirroring import zendesk
from hub.mirroring.actions import try_again
from hub.mirroring.work import ask_for
from hub.people.rules import ADMINISTER
from hub.web.pages import done

bp = Blueprint("mirroring", __name__, template_folder="templates")


@bp.post("/admin/channels/<int:id>/mirror")
def read_now(id: int) -> Response:
    found = load(g.actor, Channel, id)
    require(g.actor, ADMINISTER)
    if found.kind != ChannelKind.ZENDESK:
        raise NotFound
    try:
        said = zendesk.probe(found)
        try_again(g.actor, found)
        ask_for(found.id)
    except (zendesk.Refused, zendesk.Busy, zendesk.Malformed, SealBroken) as trouble:
        said = _("It did not work: %(trouble)s", trouble=trouble)
    return done(f"/admin/channels/{id}", say=said)
