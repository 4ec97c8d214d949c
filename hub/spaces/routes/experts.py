"""The addresses of naming the experts on a topic."""

from typing import Any

from flask import Response, g, request

from hub.core.errors import HubError, NotFound
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces import experts
from hub.spaces.models import Topic
from hub.spaces.queries import people_by_handle
from hub.spaces.routes.topics import bp
from hub.spaces.topics import topic_at
from hub.web.forms import Form, Read, Short, blank, read
from hub.web.guard import safe_next
from hub.web.pages import done, page


class ExpertForm(Form):
    """Whom, by their handle; and where to go on."""

    person: Short
    back: Short = ""


@bp.get("/topics/<slug>/experts")
def naming(slug: str) -> str:
    found = topic_at(g.actor, slug)
    require(g.actor, experts.NAME_EXPERT, found)
    return _naming(found, blank())


@bp.post("/topics/<slug>/experts")
def name_expert(slug: str) -> Any:
    found, form = topic_at(g.actor, slug), read(ExpertForm)
    require(g.actor, experts.NAME_EXPERT, found)
    if not form.ok:
        return _naming(found, form), 422
    person = _person(form.data.person.strip().lstrip("@"))
    if person is None:
        form.refuse("person", _("There is no colleague with this short name. Type @ to choose one."))
        return _naming(found, form), 422
    try:
        experts.name_expert(g.actor, found, person)
    except HubError as error:
        form.refuse(error.field or "person", error.message)
        return _naming(found, form), error.status
    said = _("%(name)s is an expert on #%(topic)s now.", name=person.name, topic=found.name)
    return done(_back(found.url), say=said, undo=f"{found.url}/experts/{person.handle}/removal")


@bp.post("/topics/<slug>/experts/<handle>/removal")
def take_back(slug: str, handle: str) -> Response:
    found, person = topic_at(g.actor, slug), _person(handle)
    if person is None:
        raise NotFound
    experts.take_back(g.actor, found, person)
    return done(_back(found.url), say=_("%(name)s is no longer named for it.", name=person.name))


def _person(handle: str) -> Person | None:
    return people_by_handle([handle]).get(handle)


def _naming(found: Topic, form: Read[Any]) -> str:
    return page("spaces/experts.html", topic=found, form=form)


def _back(url: str) -> str:
    asked = request.form.get("back", "")
    return safe_next(asked) if asked else url
