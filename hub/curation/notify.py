"""Who hears of what is asked for at the desk."""

from collections.abc import Iterable

from hub.core.events import Event
from hub.core.features import Recipient
from hub.core.words import lazy
from hub.curation.events import TaskGiven


def task_given(_event: Event, fact: TaskGiven) -> Iterable[Recipient]:
    """Whoever it is asked of."""
    yield Recipient(fact.person_id, lazy("you wrote it or look after it"), "review")
