"""Duplicates side by side, and answer debt: who sees what, and one press that makes a task."""

import re
from datetime import timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.inbox.models import Notice
from hub.qa.models import Answer
from hub.reuse.models import Provenance
from hub.wiki.actions.writing import create_page
from hub.wiki.merge_models import PagePair
from tests import cast
from tests.curation.knowledge import make_page, make_solved, said


def sent(source: str, kept: int, times: int) -> None:
    with transaction() as db:
        for number in range(times):
            db.add(
                Provenance(
                    case_ref="case:1",
                    reply=f"message:{number + 1}",
                    person_id=cast.person("finn").id,
                    source=source,
                    source_revision=1,
                    source_title="x",
                    authors=[],
                    trust="vetted",
                    audience="customer",
                    text="x",
                    kept=kept,
                    inserted_at=clock.now(),
                    sent_at=clock.now(),
                )
            )


def test_what_is_owed_becomes_a_task_in_one_press(ctx, gwen, ben, drain, count_queries):
    worded, used = make_solved("What may we say about soup?"), make_solved("Taxi: who pays?", uses=4)
    with transaction():
        worded.customer_text = used.customer_text = "Dear guest"
    make_solved("What do we know of falcons?")
    make_solved("What is behind the blue door?", space="private")
    rewritten, kept = make_page("Found items"), make_page("Pets")
    sent(rewritten.ref, 20, 2)
    sent(kept.ref, 90, 2)
    with count_queries() as seen:
        shown = gwen.get("/curate/debt").text
    assert len(seen) <= 12, "\n".join(seen)
    words = said(shown)
    assert re.search(r"Taxi: who pays\? Ben Okri Used again and again, no article 4", words)
    assert re.search(r"What do we know of falcons\? Ben Okri No words for customers", words)
    assert re.search(r"Found items Ada Lovelace Rewritten before it is sent 2", words)
    for absent in ("soup", "blue door", "Pets"):
        assert absent not in words
    keys = re.findall(r'name="debt" value="(wording:[^"]+)"', shown)
    assert len(keys) == 1
    assert ben.post("/curate/debt/tasks", debt=keys[0]).status_code == 403
    assert gwen.post("/curate/debt/tasks", debt="wording:answer:999").status_code == 422
    assert gwen.post("/curate/debt/tasks", debt=keys[0]).status_code == 303
    assert gwen.post("/curate/debt/tasks", debt=keys[0]).status_code == 409
    drain()
    told = session().scalars(select(Notice).where(Notice.person_id == cast.person("ben").id)).all()
    assert "curation.task_given" in {each.kind for each in told}
    assert "asked" in said(gwen.get("/curate/debt?owed=wording").text)


def test_a_pair_is_merged_in_two_presses_or_left_apart(ctx, gwen, ben):
    one = create_page(cast.person("ada"), cast.space("open"), "Lost bags", "Look at the belt.\nAsk.")
    two = create_page(cast.person("ben"), cast.space("open"), "Missing bags", "Look at the belt.\nWait.")
    with transaction() as db:
        two.sent_count = 5
        db.add(PagePair(first_id=one.id, second_id=two.id, percent=80, at=clock.now()))
    shown = gwen.get("/curate/duplicates").text
    assert "80% alike" in said(shown)
    assert "Wait." in shown
    assert "not shown" not in shown
    first = re.search(r'href="(/wiki/open/lost-bags/merge\?into=\d+)"', shown)  # what is used more stays
    assert first is not None
    assert 'action="/wiki/open/lost-bags/merge"' in gwen.get(first[1]).text  # the second press confirms
    pair = session().scalars(select(PagePair.id)).one()
    assert ben.post(f"/curate/duplicates/{pair}/apart").status_code == 403
    gwen.post(f"/curate/duplicates/{pair}/apart")
    assert "Lost bags" not in said(gwen.get("/curate/duplicates").text)


def test_what_a_comparison_leaves_out_is_said(ctx, gwen):
    texts = ("\n\n".join(f"{word} {number} {word}" for number in range(30)) for word in ("Belt", "Desk"))
    pages = [create_page(cast.person("ada"), cast.space("open"), f"Bags {text[:4]}", text) for text in texts]
    with transaction() as db:
        db.add(PagePair(first_id=pages[0].id, second_id=pages[1].id, percent=80, at=clock.now()))
    shown = gwen.get("/curate/duplicates").text
    left = re.search(r"(\d+) more lines are not shown\.\s*<a href=\"([^\"]+)\"", shown)
    assert left is not None
    assert "Belt 29" not in shown
    assert shown.count("<tr class=") + int(left[1]) == 59  # 30 lines and what is between them
    assert "Belt 29" in gwen.get(left[2]).text


def test_old_answers_that_customers_are_still_told_are_looked_at(ctx, gwen, ben):
    old, fresh, unused = [make_solved(f"May a {each} fly?") for each in ("falcon", "cat", "fish")]
    with transaction():
        for answer in (old, fresh, unused):
            answer.customer_text, answer.sent_count = "Dear guest", 2
        for answer in (old, unused):
            answer.created_at = clock.now() - timedelta(days=200)
        old.last_sent_at = fresh.last_sent_at = clock.now() - timedelta(days=2)
        unused.last_sent_at = clock.now() - timedelta(days=100)
    shown = gwen.get("/curate/debt?owed=check").text
    assert re.search(r"May a falcon fly\? Ben Okri Old and still used 2", said(shown))
    assert "cat fly" not in said(shown)
    assert "fish fly" not in said(shown)
    assert f"/a/{old.id}/obsolete" in shown
    key = f"check:{old.ref}"
    assert ben.post("/curate/debt/checks", debt=key).status_code == 403
    assert gwen.post("/curate/debt/checks", debt=f"article:{old.ref}").status_code == 422
    assert gwen.post("/curate/debt/checks", debt=key).status_code == 303
    assert session().get_one(Answer, old.id).vetted_by_id == cast.person("gwen").id
    assert "Nothing is owed" in gwen.get("/curate/debt?owed=check").text
