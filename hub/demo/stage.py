"""The stage on which the story is played: acts in the order of time, each with the clock set to it.

What the features themselves react to (an accepted answer makes a case ready) happens between the
acts, at its own time. The reactors that serve readers (index, inbox, live) read the log afterwards.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.core.events import Event
from hub.core.features import FeatureConsumer, registry
from hub.demo.story import Story
from hub.people.models import Person
from hub.spaces.models import Space

ONE = timedelta(seconds=1)


@dataclass(order=True)
class Act:
    """Something that happens in the story. `order` settles two at the same minute."""

    at: datetime
    order: int
    play: Callable[[], None] = field(compare=False)


class Stage:
    """Who and what there is, by the story's own keys; and the acts still to be played."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.people: dict[str, Person] = {}
        self.spaces: dict[str, Space] = {}
        self.things: dict[str, Any] = {}  # "question:loan-stroller", "answer:…", "page:…", "case:…"
        self._acts: list[Act] = []
        self._consumers = [FeatureConsumer(made) for made in registry.features.values() if made.on]
        self._seen = 0

    def act(self, at: str | datetime, play: Callable[..., None], *what: Any, shift: int = 0) -> None:
        """Add an act: `play(*what)`. `shift` moves it by seconds, to keep causes before effects."""
        moment = self.story.moment(at) if isinstance(at, str) else at
        self._acts.append(Act(moment + shift * ONE, len(self._acts), partial(play, *what)))

    def play(self) -> Iterator[int]:
        """Play everything in order; yields the number of acts played now and then."""
        for number, each in enumerate(sorted(self._acts), 1):
            with clock.at(each.at):
                each.play()
                self._react()
            if number % 500 == 0:
                yield number
        yield len(self._acts)

    def thing(self, key: str) -> Any:
        """What the story calls `key`. Raises KeyError with the key when it was not played yet."""
        return self.things[key]

    def _react(self) -> None:
        session().flush()
        statement = select(Event).where(Event.id > self._seen).order_by(Event.id)
        events = session().scalars(statement).all()
        if not events:
            return
        self._seen = events[-1].id
        for consumer in self._consumers:
            consumer.handle(events)
        self._react()
