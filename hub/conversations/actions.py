"""Every verb of a conversation: begin it, say something, name it, go on in a larger circle, mute, leave."""

import hashlib
from collections.abc import Collection

from sqlalchemy import select

from hub.conversations.events import (
    ConversationLeft,
    ConversationNamed,
    ConversationStarted,
    MessageWritten,
)
from hub.conversations.models import Conversation
from hub.conversations.rules import LOOK_AFTER, START
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import Fact, record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.private import count_entry, leave_private, open_private
from hub.threads.actions import post_comment
from hub.threads.models import Comment
from hub.threads.watching import unwatch, watch

MOST_PEOPLE = 30
TOO_MANY = lazy(
    "At most %(most)s people talk in one conversation. For more, open a community: "
    "there others can find later what was said."
)
PAIR_STAYS = lazy("Nobody leaves a conversation between two. Mute it, and you hear nothing more of it.")


def start(
    actor: Person,
    others: Collection[Person],
    body: str = "",
    name: str = "",
    former: Conversation | None = None,
) -> Conversation:
    """The conversation of exactly these people, found or begun; `body` is said in it at once."""
    require(actor, START)
    people = sorted({person.id: person for person in (actor, *others)}.values(), key=lambda each: each.id)
    _refuse_unfit(people)
    with transaction() as db:
        # Two who begin at the same moment meet here: the second one finds what the first one began.
        db.get_one(Person, people[0].id, with_for_update=True, populate_existing=True)
        found = _of_exactly(people)
        if found is None:
            found = _begin(actor, people, name, former)
        if body:
            post_comment(actor, found, body)
    return found


def bring_in(actor: Person, conversation: Conversation, others: Collection[Person]) -> Conversation:
    """Go on in a larger circle. What was said until now stays with those to whom it was said."""
    require(actor, LOOK_AFTER, conversation)
    present = [person for person in conversation.people if person.is_active]
    added = [person for person in others if person not in present]
    if not added:
        raise Invalid(_("They are all in this conversation already."), field="to")
    return start(actor, [*present, *added], name=conversation.name, former=conversation)


def rename(actor: Person, conversation: Conversation, name: str) -> None:
    """Give a group a name; "" lets it go by its people again."""
    require(actor, LOOK_AFTER, conversation)
    if conversation.is_pair:
        raise Invalid(_("A conversation between two goes by their names."), field="name")
    with transaction():
        locked(conversation)
        if conversation.name == name:
            return
        conversation.name = name
        record(ConversationNamed(), actor, conversation)


def leave(actor: Person, conversation: Conversation) -> None:
    """Go out of a group for good: one reads nothing in it any more, nor what was said before."""
    require(actor, LOOK_AFTER, conversation)
    if conversation.is_pair:
        raise Invalid(PAIR_STAYS)
    with transaction():
        locked(conversation)
        conversation.people_key = None  # it is not that of its first people any more
        record(ConversationLeft(actor.id), actor, conversation)
        unwatch(actor, conversation.ref)
        leave_private(actor, conversation.space)


def mute(actor: Person, conversation: Conversation, *, on: bool) -> None:
    """Hear nothing of it, whoever writes; what is new still stands in the list."""
    require(actor, LOOK_AFTER, conversation)
    with transaction():
        for ref in (conversation.ref, conversation.space.ref):
            if on:
                watch(actor, ref, "muted", change=True)
            else:
                unwatch(actor, ref)


def said(conversation: Conversation, comment: Comment) -> Fact:
    """Something was said, in the transaction of saying it: the fact that its people hear of."""
    conversation.active_at = comment.created_at
    count_entry(conversation.space, comment.author_id)
    parent = comment.parent.author_id if comment.parent is not None else None
    return MessageWritten(comment.id, parent, asks=comment.body.endswith("?"))


def _refuse_unfit(people: list[Person]) -> None:
    if len(people) < 2:
        raise Invalid(_("Name at least one colleague to write to."), field="to")
    if len(people) > MOST_PEOPLE:
        raise Invalid(_(TOO_MANY, most=MOST_PEOPLE), field="to")
    for person in people:
        if not person.is_active:
            raise Invalid(
                _("%(name)s has left and reads nothing here any more.", name=person.name), field="to"
            )


def _begin(actor: Person, people: list[Person], name: str, former: Conversation | None) -> Conversation:
    moment = clock.now()
    space = open_private(actor, people)
    made = Conversation(
        space_id=space.id, space=space, name=name if len(people) > 2 else "", people_key=_key(people),
        former_id=former.id if former is not None else None, started_at=moment, active_at=moment,
    )  # fmt: skip
    db = session()
    db.add(made)
    db.flush()
    record(ConversationStarted(), actor, made)
    return made


def _of_exactly(people: Collection[Person]) -> Conversation | None:
    statement = select(Conversation).where(Conversation.people_key == _key(people))
    return session().scalars(statement).one_or_none()


def _key(people: Collection[Person]) -> str:
    ids = ",".join(str(id) for id in sorted(person.id for person in people))
    return hashlib.sha256(ids.encode()).hexdigest()
