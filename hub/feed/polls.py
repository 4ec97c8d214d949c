"""Polls as their readers see them, all those of a page in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, case, exists, func, select

from hub.core.db import session
from hub.feed.poll_models import Poll, PollChoice, PollPick, PollVoter, Results
from hub.people.models import Person


@dataclass(frozen=True)
class ChoiceLine:
    """One choice. count: None while the reader may not know it yet."""

    id: int
    words: str
    count: int | None
    is_mine: bool


@dataclass(frozen=True)
class PollView:
    """A poll for one reader."""

    post_id: int
    is_multiple: bool
    is_anonymous: bool
    is_over: bool
    shows_results: bool
    results: str
    ends_at: datetime | None
    voters: int
    has_voted: bool
    choices: list[ChoiceLine] = field(default_factory=list)

    @property
    def may_vote(self) -> bool:
        """An anonymous vote cannot be found again, so it stays."""
        return not self.is_over and not (self.has_voted and self.is_anonymous)


def polls_on(actor: Person, post_ids: Iterable[int]) -> dict[int, PollView]:
    """Post → its poll."""
    wanted = list(post_ids)
    if not wanted:
        return {}
    picks = select(func.count()).where(PollPick.choice_id == PollChoice.id)
    voters = select(func.count()).where(PollVoter.post_id == Poll.post_id)
    mine = and_(PollPick.choice_id == PollChoice.id, PollPick.person_id == actor.id)
    has_voted = and_(PollVoter.post_id == Poll.post_id, PollVoter.person_id == actor.id)
    found = session().execute(
        select(
            Poll, PollChoice.id, PollChoice.words,
            case((Poll.is_anonymous, PollChoice.count), else_=picks.scalar_subquery()).label("count"),
            exists().where(mine).label("mine"),
            voters.scalar_subquery().label("voters"),
            exists().where(has_voted).label("voted"),
        )
        .join(PollChoice, PollChoice.post_id == Poll.post_id)
        .where(Poll.post_id.in_(wanted))
        .order_by(PollChoice.position)
    )  # fmt: skip
    made: dict[int, PollView] = {}
    for poll, id, words, count, is_mine, number, voted in found:
        view = made.get(poll.post_id) or _view(poll, number, bool(voted))
        made[poll.post_id] = view
        shown = count if view.shows_results else None
        view.choices.append(ChoiceLine(id, words, shown, bool(is_mine)))
    return made


def _view(poll: Poll, voters: int, has_voted: bool) -> PollView:
    shows = poll.is_over or (has_voted and poll.results == Results.VOTED)
    return PollView(
        poll.post_id, poll.is_multiple, poll.is_anonymous, poll.is_over, shows, poll.results, poll.ends_at,
        voters, has_voted,
    )  # fmt: skip
