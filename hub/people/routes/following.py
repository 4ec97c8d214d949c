"""Following a colleague and stopping to."""

from typing import Literal

from flask import Blueprint, Response, g

from hub.core.errors import Invalid
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.people.following import follow
from hub.people.models import Person
from hub.web.forms import Form, Short, read
from hub.web.guard import safe_next
from hub.web.pages import done

bp = Blueprint("following", __name__, template_folder="../templates")


class FollowForm(Form):
    """on=0 stops it; `back` is the page the button stands on."""

    on: Literal["0", "1"] = "1"
    back: Short = ""


@bp.post("/people/<handle>/following")
def set_following(handle: str) -> Response:
    person = load(g.actor, Person, handle.lower(), by=Person.handle)
    form = read(FollowForm)
    if not form.ok:
        raise Invalid(_("This can be switched on or off; reload the page and try again."), fields=form.errors)
    on = form.data.on == "1"
    follow(g.actor, person, on)
    said = (
        _("You follow %(name)s. Only you know.", name=person.first_name)
        if on
        else _("You follow %(name)s no more.", name=person.first_name)
    )
    return done(safe_next(form.data.back) if form.data.back else person.url, say=said)
