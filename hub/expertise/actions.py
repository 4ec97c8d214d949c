"""What a person decides about topics: known for it, or not to be."""

from sqlalchemy import delete

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.actions import edit_profile
from hub.people.models import Person
from hub.people.profile import MOST, folded
from hub.people.rules import EDIT_OWN
from hub.spaces.expert_models import HiddenTopic
from hub.spaces.models import Topic


def confirm_topic(actor: Person, topic: Topic) -> None:
    """Say that one knows about it: colleagues find one by it from now on."""
    require(actor, EDIT_OWN, actor)
    if topic.space_id is not None:
        raise Invalid(_("This topic is a community’s own: outside it nobody is told its name."))
    if len(actor.skills or ()) >= MOST:
        raise Invalid(_("At most %(most)s topics, please. Take one away first.", most=MOST))
    with transaction():
        _forget(actor, topic)
        if folded(topic.name) not in {folded(word) for word in actor.skills or ()}:
            edit_profile(actor, actor, skills=[*(actor.skills or ()), topic.name])


def hide_topic(actor: Person, topic: Topic) -> None:
    """Do not be known for it, and do not be asked about that again."""
    require(actor, EDIT_OWN, actor)
    with transaction():
        if session().get(HiddenTopic, (actor.id, topic.id)) is None:
            session().add(HiddenTopic(person_id=actor.id, topic_id=topic.id, at=clock.now()))
        left = [word for word in actor.skills or () if folded(word) != folded(topic.name)]
        if len(left) != len(actor.skills or ()):
            edit_profile(actor, actor, skills=left)


def propose_again(actor: Person, topic: Topic) -> None:
    """Take back that a topic is hidden."""
    require(actor, EDIT_OWN, actor)
    with transaction():
        _forget(actor, topic)


def _forget(person: Person, topic: Topic) -> None:
    own = delete(HiddenTopic).where(HiddenTopic.person_id == person.id, HiddenTopic.topic_id == topic.id)
    session().execute(own)
