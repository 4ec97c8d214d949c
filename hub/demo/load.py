"""Playing the whole story into an empty hub, in one transaction, with the clock of each act."""

import gc
from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import current_app
from sqlalchemy import update

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.dispatch import cursor_of, newest_event_id, pump_all
from hub.core.features import FeatureConsumer
from hub.demo.asides import plan_asides
from hub.demo.curation import plan_curation
from hub.demo.desk import plan_cases
from hub.demo.looking import plan_searches
from hub.demo.pages import plan_pages
from hub.demo.places import PASSWORD, set_places
from hub.demo.recalling import plan_recalls
from hub.demo.saving import plan_snippets
from hub.demo.stage import Stage
from hub.demo.story import read_story
from hub.demo.talk import plan_posts, plan_questions
from hub.demo.teamwork import plan_teamwork
from hub.expertise.together import count_months
from hub.inbox.models import Notice
from hub.indexing.consumer import rebuild
from hub.live.publishing import LiveConsumer
from hub.wiki.pairs import compare_pages

LAST_LOOK = timedelta(hours=12)  # everybody has seen what came before
AT_ONCE = 2_000  # events of a batch: many touch the same things, and nobody waits for the first ones

ORGANISATION = "Tern Airways"
SIGN_INS = (
    ("amara@tern.example", PASSWORD, "agent, social care: cases and replies"),
    ("jonas@tern.example", PASSWORD, "baggage lead: answers colleagues"),
    ("lucia@tern.example", PASSWORD, "knowledge manager: vets and curates"),
    ("anand@tern.example", PASSWORD, "administrator"),
)


def load_story(progress: Callable[[str], None] = lambda _text: None) -> Iterator[str]:
    """Write the story. Yields lines about what was written."""
    stage = Stage(read_story(clock.now()))
    gc.disable()  # everything made here stays until the end: looking for garbage doubles the time
    with transaction():
        set_places(stage)
        progress(f"{len(stage.people)} people, {len(stage.spaces)} communities and desks")
        plans = (
            plan_posts,
            plan_questions,
            plan_pages,
            plan_cases,
            plan_asides,
            plan_searches,
            plan_curation,
            plan_recalls,
            plan_snippets,
            plan_teamwork,
        )
        for plan in plans:
            plan(stage)
        for count in stage.play():
            progress(f"{count} things have happened")
        _skip_what_was_heard()
    session.remove()
    progress("Filling the search index and the inboxes")
    rebuild()
    while pump_all(current_app.extensions["consumers"], AT_ONCE):
        pass
    while compare_pages():
        pass
    count_months()
    with transaction() as db:
        earlier = update(Notice).where(Notice.seen_at.is_(None), Notice.at < clock.now() - LAST_LOOK)
        db.execute(earlier.values(seen_at=Notice.at))
    gc.enable()
    yield "The story is written."


def _skip_what_was_heard() -> None:
    """What features react to was played at its own time, and no page is open yet that could be told."""
    for consumer in current_app.extensions["consumers"]:
        if isinstance(consumer, FeatureConsumer | LiveConsumer):
            cursor_of(consumer.name).position = newest_event_id()
