"""Where a text was used: each reply with its result, and no customer for whom has no right to the case."""

import pytest

from hub.core import clock
from hub.core.db import transaction
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.reuse.models import INSPIRED_BELOW, Provenance, Relation
from hub.reuse.proof_models import ReplyResult
from tests import cast
from tests.cases.conftest import the_case
from tests.factories import make_answer, make_question
from tests.wiki.pages import make_page


def used(
    source: str, case_ref: str, number: int, rating: int | None, *, came_back: bool = False, kept: int = 80
) -> None:
    """It left in a reply, and the customer said something or nothing."""
    how = Relation.USED if kept >= INSPIRED_BELOW else Relation.INSPIRED
    reply, now = f"message:7{number:03}", clock.now()
    with transaction() as db:
        db.add(Provenance(
            case_ref=case_ref, reply=reply, person_id=cast.person("finn").id, source=source,
            source_revision=1, source_title="x", authors=[], trust="vetted", audience="customer",
            text="x", kept=kept,
            relation=how, inserted_at=now, sent_at=now,
        ))  # fmt: skip
        if rating is not None or came_back:
            db.add(ReplyResult(reply=reply, rating=rating, came_back=came_back, at=now))


@pytest.mark.parametrize("kind", ["page", "answer"])
def test_every_use_with_its_result(ctx, finn, cleo, case_id, count_queries, kind):
    case = the_case(case_id)
    thing = (
        make_page() if kind == "page" else make_answer(make_question(title="Late bags"), body="They come.")
    )
    for number, (rating, back) in enumerate([(5, False), (2, False), (5, True), (None, False)]):
        used(thing.ref, case.ref, number, rating, came_back=back)
    naming = make_question(title="Which page says it?")
    hidden = make_page("Hidden one", space="private")
    url = f"/uses/{thing.ref}"
    with transaction():
        link(cast.person("ada"), naming.ref, thing.ref, LinkKind.LINKED)
    with count_queries() as seen:
        inside = finn.get(url).text
    with transaction():
        link(cast.person("ada"), hidden.ref, thing.ref, LinkKind.LINKED)
    assert len(seen) <= 12, "\n".join(line[:150] for line in seen)
    for sum_ in ("Replies</dt><dd>4<", "Cases</dt><dd>1<", "Helped</dt><dd>1<", "Did not help</dt><dd>2<"):
        assert sum_ in inside
    assert f'href="/cases/{case.id}' in inside
    shown = cleo.get(url).text
    assert case.customer.name.split()[0] not in shown
    assert "/cases/" not in shown[shown.index("<main") : shown.index("</main>")]
    assert "Which page says it?" in shown
    assert "Hidden one" not in shown
    assert cleo.get(f"{url}?result=not").text.count("80 %") == 2
    assert cleo.get(f"{url}?result=helped").text.count("80 %") == 1
    assert cleo.get(f"{url}?result=silent").text.count("80 %") == 1


def test_what_was_only_inspired_by_it_is_listed_and_counts_nowhere(ctx, finn, case_id):
    answer = make_answer(make_question(title="Late bags"), body="They come.")
    used(answer.ref, the_case(case_id).ref, 1, 5)
    used(answer.ref, the_case(case_id).ref, 2, 5, kept=4)
    page = finn.get(f"/uses/{answer.ref}").text
    assert "Replies</dt><dd>1<" in page
    assert "Helped</dt><dd>1<" in page
    assert "4 % <span" in page
    assert "1 reply kept less than a third of it" in page


def test_what_one_may_not_read_was_used_nowhere(ctx, ben, cleo):
    page = make_page(space="private")
    assert ben.get(f"/uses/{page.ref}").status_code == 200
    assert cleo.get(f"/uses/{page.ref}").status_code == 404
    assert ben.get(f"/uses/{make_question().ref}").status_code == 404, (
        "only what customers are told something of"
    )
