"""Every verb of polls: begin one, vote, end it (FD03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from hub.core import clock
from hub.core.db import locked, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.feed.actions import write_post
from hub.feed.events import PollVoted
from hub.feed.models import Post, PostKind
from hub.feed.poll_models import Poll, PollChoice, PollPick, PollVoter, Results
from hub.feed.rules import EDIT_POST, VOTE_POLL
from hub.people.models import Person
from hub.spaces.models import Space

FEWEST, MOST, LONGEST = 2, 20, 200
LATEST = timedelta(days=366)


@dataclass(frozen=True)
class Terms:
    """What a poll offers and how it is voted in."""

    choices: Sequence[str]
    is_multiple: bool = False
    is_anonymous: bool = False
    results: Results = Results.VOTED
    ends_at: datetime | None = None


def lines_of(text: str) -> list[str]:
    """One choice per line, each once."""
    return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines()))))


def write_poll(actor: Person, space: Space, body: str, title: str, terms: Terms) -> Post:
    """Ask a community to choose."""
    _check(terms)
    with transaction() as db:
        post = write_post(actor, space, body, title, kind=PostKind.POLL)
        db.add(
            Poll(
                post_id=post.id, is_multiple=terms.is_multiple, is_anonymous=terms.is_anonymous,
                results=terms.results, ends_at=terms.ends_at,
            )
        )  # fmt: skip
        db.flush()
        for position, words in enumerate(terms.choices):
            db.add(PollChoice(post_id=post.id, position=position, words=words))
        db.flush()
    return post


def vote(actor: Person, post: Post, chosen: Sequence[int]) -> bool:
    """Vote, or vote anew. True when an earlier vote was replaced. An anonymous vote is given once."""
    require(actor, VOTE_POLL, post)
    with transaction() as db:
        poll = locked(db.get_one(Poll, post.id))
        picked = _picked(poll, chosen)
        key = {"post_id": post.id, "person_id": actor.id}
        has_voted = db.get(PollVoter, (post.id, actor.id)) is not None
        if has_voted and poll.is_anonymous:
            raise Conflict(
                _("You have voted already. Nobody can tell which vote is yours, so it cannot be changed.")
            )
        if not has_voted:
            db.add(PollVoter(**key))
        if poll.is_anonymous:
            for each in picked:
                each.count = PollChoice.count + 1  # the database adds
        else:
            db.execute(delete(PollPick).where(PollPick.post_id == post.id, PollPick.person_id == actor.id))
            slots = {each.id: each.id if poll.is_multiple else 0 for each in picked}
            db.add_all(PollPick(**key, slot=slots[each.id], choice_id=each.id) for each in picked)
        db.flush()
        # The log keeps who acted and in which order: beside counts that grow, that would say who chose what.
        record(PollVoted(post.id), SYSTEM if poll.is_anonymous else actor, post)
    return has_voted


def end_poll(actor: Person, post: Post) -> None:
    """Nobody votes any more, and everybody sees the result."""
    require(actor, EDIT_POST, post)
    with transaction() as db:
        poll = locked(db.get_one(Poll, post.id))
        if not poll.is_over:
            poll.ends_at = clock.now()
            record(PollVoted(post.id, ended=True), actor, post)


def _check(terms: Terms) -> None:
    if not FEWEST <= len(terms.choices) <= MOST:
        words = _(
            "Give %(fewest)s to %(most)s different choices, one in each line.", fewest=FEWEST, most=MOST
        )
        raise Invalid(words, field="choices")
    if any(len(words) > LONGEST for words in terms.choices):
        raise Invalid(_("A choice has at most %(most)s characters.", most=LONGEST), field="choices")
    now = clock.now()
    if terms.ends_at is not None and not now < terms.ends_at < now + LATEST:
        raise Invalid(_("Choose a day from today on, at most a year ahead."), field="until")


def _picked(poll: Poll, chosen: Sequence[int]) -> list[PollChoice]:
    if poll.is_over:
        raise Conflict(_("This poll has ended. Your vote came too late."))
    wanted = set(chosen)
    picked = [each for each in poll.choices if each.id in wanted]
    if not picked or len(picked) != len(wanted):
        raise Invalid(_("Choose something first, then vote."), field="choice")
    if len(picked) > 1 and not poll.is_multiple:
        raise Invalid(_("Only one of these can be chosen."), field="choice")
    return picked
