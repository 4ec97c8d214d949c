"""Who has a case open: seen by everybody who may read the case, told to nobody else."""

from dataclasses import dataclass

from hub.cases.events import PresenceChanged
from hub.cases.models import Case
from hub.core.db import transaction
from hub.core.events import record
from hub.core.permissions import require
from hub.people.models import Person
from hub.people.rules import EDIT_OWN
from hub.threads.presence import be_at, is_news, leave
from hub.threads.presence_models import Doing


@dataclass(frozen=True)
class Here:
    """Where presence at a case happens: in the space of its desk."""

    case_id: int
    space_id: int

    @property
    def ref(self) -> str:
        """What pages that show presence listen to."""
        return f"case_presence:{self.case_id}"


def be_here(actor: Person, case: Case, doing: Doing = Doing.VIEWING) -> None:
    """The actor, who has loaded the case, looks at it or writes; nothing is written when all know."""
    if not is_news(actor, case, doing):
        return
    require(actor, EDIT_OWN, actor)
    with transaction():
        if be_at(actor, case, doing):
            record(PresenceChanged(), actor, Here(case.id, case.space_id))


def go(actor: Person, case: Case) -> None:
    """The actor has closed the case's page."""
    require(actor, EDIT_OWN, actor)
    with transaction():
        if leave(actor, case):
            record(PresenceChanged(), actor, Here(case.id, case.space_id))
