"""The feed's places on the pages of communities and of colleagues."""

from typing import Any

from flask import request

from hub.feed.composing import composer, place_in
from hub.feed.praise import thanks_for
from hub.feed.queries import could_answer, feed, of_person
from hub.people.models import Person
from hub.people.recognition import is_recognised, shares_recognition
from hub.spaces.models import Space
from hub.threads.relocations import gone_from
from hub.web.guard import wants_fragment
from hub.web.pages import page


def community_posts(actor: Any, space: Space) -> str:
    """The posts of a community with its composer; only further posts when htmx asks."""
    stream = feed(actor, "", space=space, after=request.args.get("after", ""))
    more = f"/c/{space.slug}?"
    if wants_fragment():
        return page("feed/_stream.html", stream=stream, more=more, in_space=True)
    gone, begun = gone_from(actor, space, place_in(space))
    made = composer(actor, space, begun=begun)
    return page(
        "feed/_community.html",
        stream=stream, more=more, composer=made, space=space, lines=gone,
    )  # fmt: skip


def community_open(actor: Any, space: Space) -> str:
    """The open questions of a community, those with a waiting customer first (CO05)."""
    return page("feed/_needed.html", needed=could_answer(actor, space=space), space=space)


def person_thanks(actor: Any, person: Person) -> str:
    """The thanks that a colleague received: for themselves, and for others where they share it."""
    own = actor.id == person.id
    if not (is_recognised(person) if own else shares_recognition(person)):
        return ""
    received = thanks_for(actor, person)
    shared = shares_recognition(person)
    return page("feed/_thanked.html", received=received, own=own, shared=shared) if received else ""


def person_posts(actor: Any, person: Person) -> str:
    """What a colleague wrote, as far as the reader may see it."""
    stream = of_person(actor, person, after=request.args.get("after", ""))
    more = f"{person.url}?tab=posts"
    return page("feed/_stream.html", stream=stream, more=more) if stream.items else ""
