"""A colleague's page with everything on it: whoever looks, it asks the database little."""

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.feed.actions import write_post
from hub.feed.models import PostKind
from hub.people.following import follow
from hub.people.models import Person
from hub.people.recognition import choose
from hub.qa import actions as qa
from hub.qa.models import Answer
from hub.reuse.events import OutcomeArrived
from hub.reuse.models import Credit, Provenance
from hub.spaces.expert_models import HiddenTopic
from hub.spaces.models import Topic
from hub.wiki.actions.writing import create_page, edit_page
from tests import cast
from tests.factories import make_answer, make_post, make_question


@pytest.fixture
def known(ctx, ada, drain) -> Person:
    """Ben: asked, answered, helped customers, was thanked, has badges, and says what he knows."""
    ben = cast.person("ben")
    choose(ben, ben, wants=True, shares=True)
    with transaction():
        ben.skills = ["Kilns"]
    answers = [
        make_answer(make_question(title=f"How hot, {name}?", topics=[name])) for name in ("Kilns", "Wax")
    ]
    for answer in answers:
        qa.accept_answer(cast.person("ada"), answer)
    make_question(by="ben", title="Who has the key?")
    make_post(by="ben", title="The kiln is on")
    page = create_page(cast.person("ada"), cast.space("open"), "Firing", "Warm.", topics=["Kilns"])
    edit_page(ben, page, title="Firing", body="Hot.", base=1)
    write_post(
        cast.person("ada"), cast.space("open"), "@ben well spotted", kind=PostKind.THANKS, badge="flagged"
    )
    answer = session().get_one(Answer, answers[0].id)
    with transaction() as db:
        answer.sent_count = 2
        db.add(Credit(reply="message:1", person_id=ben.id, part="wrote", source=answer.ref, at=clock.now()))
        db.add(Provenance(
            reply="message:1", case_ref="case:1", person_id=cast.person("finn").id, source=answer.ref,
            source_revision=1, source_title="Kilns", authors=[ben.id], trust="vetted", audience="customers",
            text="Hot.", inserted_at=clock.now(),
        ))  # fmt: skip
        fact = OutcomeArrived("message:1", 5, words="It fits!", sources=[answer.ref], helpers=[ben.id])
        record(fact, SYSTEM, answer)
        wax = session().scalars(select(Topic).where(Topic.slug == "wax")).one()
        db.add(HiddenTopic(person_id=ben.id, topic_id=wax.id, at=clock.now()))
    follow(cast.person("finn"), ben)
    ada.post(f"/t/{answer.ref}/reactions", mood="thanks")
    drain()
    return ben


IMPACT = (
    "“It fits!”", "How hot, Kilns?", "1 answer used in replies, 1 accepted answer",
    "First help", "Saw what was wrong", "Who has the key?", "Thanked 1 time by 1 colleague",
)  # fmt: skip


def test_it_costs_few_statements(known, sign_in, count_queries):
    for reader, tells in (("ben", ("Wax",)), ("finn", ()), ("gwen", ())):
        someone = sign_in(reader)
        for tab, shown in (("impact", (*IMPACT, *tells)), ("answers", ("How hot, Wax?",))):
            someone.get("/people/ben")
            with count_queries() as seen:
                page = " ".join(someone.get(f"/people/ben?tab={tab}").text.split())
            assert [part for part in shown if part not in page] == []
            assert len(seen) <= 12, (reader, tab, len(seen), *seen)
