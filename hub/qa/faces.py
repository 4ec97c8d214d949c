"""Asking without one's name: who is shown instead, and who looks it up (QA17).

Everything that shows, counts, finds or sends a question shows its author. Of a question that was asked
without a name that is one account for all of them, so that no door has to remember to hide anybody. What its
asker does there as the asker is done by that account too.
"""

from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm.attributes import set_committed_value

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.qa.models import Question
from hub.qa.places import takes_anonymous
from hub.qa.rules import LOOK_UP_ASKER
from hub.spaces.models import Space

HANDLE, NAME = "a-colleague", "A colleague"


@event.listens_for(Person, "load")
@event.listens_for(Person, "refresh")
def _name_in_the_readers_language(person: Person, *_how: Any) -> None:
    """Whoever reads sees it called in their own language; what is stored stays."""
    loaded = person.__dict__
    if loaded.get("handle") == HANDLE and "name" in loaded:
        set_committed_value(person, "name", _("A colleague"))


def unnamed(space: Space) -> Person:
    """The account that stands for a colleague, in a transaction. Raises Invalid where a name is needed."""
    if not takes_anonymous(space):
        raise Invalid(_("Questions in %(name)s carry a name.", name=space.name), field="anonymous")
    db = session()
    found = db.scalars(select(Person).where(Person.handle == HANDLE)).one_or_none()
    if found is None:  # nobody signs in with it: it has no password, and its account is closed
        found = Person(
            handle=HANDLE, name=NAME, email=f"{HANDLE}@invalid", created_at=clock.now(),
            deactivated_at=clock.now(),
        )  # fmt: skip
        db.add(found)
        db.flush()
    return found


def face_of(actor: Person, question: Question) -> Person:
    """In whose name `actor` does something with a question: without their own, if they asked so."""
    return question.author if question.asker_id == actor.id else actor


def look_up_asker(actor: Person, question: Question, reason: str) -> Person:
    """Who asked. For auditors alone, with a reason; that they looked is in the log, the name is not."""
    require(actor, LOOK_UP_ASKER, question)
    with transaction() as db:
        audit(actor, "qa.asker.look", question.ref, after={"reason": reason})
        return db.get_one(Person, question.asker_id)
