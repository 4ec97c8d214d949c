"""What happens elsewhere and makes a post: a customer was glad."""

from hub.core.events import Event
from hub.feed.actions import close_loop
from hub.reuse.events import OutcomeArrived

GLAD = 4  # of 5; worse ratings stay between the agent and the knowledge managers


def outcome_arrived(_event: Event, fact: OutcomeArrived) -> None:
    """Close the loop in public when the customer was glad and said so."""
    if fact.rating >= GLAD and fact.words.strip() and fact.question:
        close_loop(fact)
