"""Everything about questions that waits for one person stands in one list."""

from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.qa.requests import ask_people
from hub.reuse.events import OutcomeArrived
from hub.spaces.models import Topic
from hub.threads.watching import watch
from tests import cast
from tests.factories import make_answer, make_question


def test_it_holds_what_waits_for_this_person_and_nothing_else(ctx, ben, cleo, drain, count_queries):
    asked = make_question(by="ada", title="Asked of Ben")
    ask_people(cast.person("ada"), asked, [cast.person("ben")])
    make_question(by="ada", title="On his topic", topics=["kilns"])
    make_question(by="ada", space="private", title="Behind a door", topics=["kilns"])
    make_question(by="ada", title="Of no concern")
    make_question(by="ben", title="His own, open")
    answered = make_question(by="ada", title="Where his answer failed")
    answer = make_answer(answered, by="ben")
    topic = session().scalars(select(Topic).where(Topic.slug == "kilns")).one()
    with transaction():
        for who in ("ben", "cleo"):
            watch(cast.person(who), topic.ref)
        record(OutcomeArrived("message:1", 1, sources=[answer.ref]), SYSTEM, answered)
    drain()
    ben.get("/q/needs-you")
    with count_queries() as seen:
        page = ben.get("/q/needs-you").text
    assert len(seen) <= 12, "\n".join(seen)
    for title in (
        "Asked of Ben",
        "On his topic",
        "Behind a door",
        "His own, open",
        "Where his answer failed",
    ):
        assert title in page
    assert "Of no concern" not in page
    theirs = cleo.get("/q/needs-you").text
    assert "On his topic" in theirs
    for title in ("Asked of Ben", "Behind a door", "His own, open", "Where his answer failed"):
        assert title not in theirs


def test_what_one_knows_about_counts_as_ones_topic(ctx, ben, drain):
    make_question(by="ada", title="On what he knows", topics=["kilns"])
    assert "On what he knows" not in ben.get("/q/needs-you").text
    with transaction():
        cast.person("ben").skills = ["Kilns"]
    assert "On what he knows" in ben.get("/q/needs-you").text
