"""The addresses of what people know: the evidence, and what one decides about one's own topics."""

from flask import Response, g

from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.expertise.actions import confirm_topic, hide_topic, propose_again
from hub.expertise.evidence import Evidence, cards_behind, evidence_of
from hub.expertise.routes.shown import bp
from hub.people.models import Person
from hub.spaces.models import Topic
from hub.web.pages import done, page


@bp.get("/people/<handle>/topics/<slug>")
def evidence(handle: str, slug: str) -> str:
    """Everything that speaks for it, of that which the reader may open."""
    person = load(g.actor, Person, handle.lower(), by=Person.handle)
    topic = load(g.actor, Topic, slug, by=Topic.slug)
    found = evidence_of(g.actor, person).get(topic.id) or Evidence(topic)
    return page("expertise/evidence.html", person=person, found=found, cards=cards_behind(g.actor, found))


@bp.post("/topics/<slug>/known")
def confirm(slug: str) -> Response:
    topic = load(g.actor, Topic, slug, by=Topic.slug)
    confirm_topic(g.actor, topic)
    return done(g.actor.url, say=_("Colleagues find you by “%(topic)s” now.", topic=topic.name))


@bp.post("/topics/<slug>/hidden")
def hide(slug: str) -> Response:
    topic = load(g.actor, Topic, slug, by=Topic.slug)
    hide_topic(g.actor, topic)
    return done(g.actor.url, say=_("“%(topic)s” is not proposed again.", topic=topic.name))


@bp.post("/topics/<slug>/unhidden")
def unhide(slug: str) -> Response:
    topic = load(g.actor, Topic, slug, by=Topic.slug)
    propose_again(g.actor, topic)
    return done(g.actor.url, say=_("It may be proposed again."))
