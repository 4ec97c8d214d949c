"""What waits at the desk of a knowledge manager: something late, flagged, doubled, used, and not found."""

from datetime import timedelta

from hub.core import clock
from hub.core.db import transaction
from hub.flags.actions import raise_flag
from hub.flags.reasons import FlagReason
from hub.indexing.models import End, Search
from hub.qa import actions as qa
from hub.wiki.actions.keeping import verify_page
from hub.wiki.actions.writing import create_page
from hub.wiki.merge_models import PagePair
from tests import cast

MISSED = "zeppelin cabin rule"


def seed() -> None:
    """By the real actions; only times and numbers are set."""
    ada, ben, place = cast.person("ada"), cast.person("ben"), cast.space("open")
    with clock.at(clock.now() - timedelta(days=39)):
        late = create_page(ada, place, "Found hats", "They go to the hat room.", review_days=30)
        verify_page(ada, late, 1)
    meals = create_page(ada, place, "Meals in the lounge", "There is soup at noon.")
    raise_flag(cast.person("cleo"), meals, FlagReason.OUTDATED, "No soup any more.")
    stays = create_page(ada, place, "Keys that were found", "Look in the key box. Ask the porter.")
    goes = create_page(ben, place, "Keys that somebody found", "Look in the key box. Wait a day.")
    question = qa.ask_question(ada, place, "Who pays for a lost top hat?")
    answer = qa.post_answer(ben, question, "The hat fund does, up to 40 crowns.")
    qa.accept_answer(ada, answer)
    with transaction() as db:
        stays.sent_count, answer.sent_count = 3, 7
        db.add(PagePair(first_id=stays.id, second_id=goes.id, percent=80, at=clock.now()))
        for _number in range(3):
            moment = clock.now()
            made = Search(words=MISSED, key=MISSED, place="page", hits=0, begun_at=moment, at=moment)
            made.came_to = End.NOTHING
            db.add(made)
