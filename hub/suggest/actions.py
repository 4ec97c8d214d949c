"""The one thing that people do with suggestions besides reading them."""

from typing import Any

from hub.core.db import transaction
from hub.core.events import record
from hub.core.features import kind_of
from hub.core.permissions import require
from hub.people.models import Person
from hub.reuse.phrases import add_phrase
from hub.suggest.events import AnswerFound
from hub.suggest.rules import FIND

WORDS = 200


def find_answer(actor: Person, thing: Any, words: str) -> None:
    """Keep that `thing` answered what `actor` was about to ask: a question less, and why."""
    require(actor, FIND, thing)
    with transaction():
        record(AnswerFound(words[:WORDS]), actor, thing)
        if words and kind_of(thing.ref).customer_text is not None:
            add_phrase(actor, thing, words)
