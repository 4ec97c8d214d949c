"""What happens elsewhere and changes posts: a customer was glad, or somebody may no longer be named."""

from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.feed.actions import close_loop
from hub.feed.models import Post, PostKind
from hub.feed.praise import forget_thanks
from hub.feed.stream import put
from hub.people.events import RecognitionChanged
from hub.reuse.events import OutcomeArrived

GLAD = 4  # of 5; worse ratings stay between the agent and the knowledge managers


def outcome_arrived(_event: Event, fact: OutcomeArrived) -> None:
    """Close the loop in public when the customer was glad and said so."""
    if fact.rating >= GLAD and fact.words.strip() and fact.question:
        close_loop(fact)


def recognition_changed(_event: Event, fact: RecognitionChanged) -> None:
    """Whoever is not recognised any more is not named where the hub said who helped.

    What a colleague wrote to thank somebody is that colleague's own, and stays; it is no longer counted.
    """
    ended = set(fact.ended)
    forget_thanks(ended)
    posts = session().scalars(select(Post).where(Post.kind == PostKind.LOOP)) if ended else ()
    for post in posts:
        if not ended.isdisjoint(post.people):
            post.people = [id for id in post.people if id not in ended]
            put(post)
