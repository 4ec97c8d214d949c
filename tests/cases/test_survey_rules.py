"""When a customer is asked how it was: by label, so often, in the desk's words, never after spam."""

from datetime import timedelta

import pytest

from hub.cases.actions import merging, outcomes, quieting, replies
from hub.cases.list_models import Label, Labelled
from hub.cases.models import Message
from hub.core import clock
from hub.core.db import session, transaction
from tests import cast
from tests.cases.conftest import the_case

URL = "/cases/desks/desk/survey"


def solved(case_id: int, work) -> str:
    """Answered and solved; the question that was asked, "" for none."""
    me = cast.person("finn")
    replies.send_reply(me, the_case(case_id), "Come to the desk.", then="wait")
    work()
    outcomes.solve(me, the_case(case_id))
    work(60)
    found = session().query(Message).filter_by(case_id=case_id, automatic=True).all()
    return found[0].body if found else ""


@pytest.fixture
def label(case_id) -> int:
    """A label, on Marta's case."""
    with transaction() as db:
        made = Label(space_id=cast.space("desk").id, name="refund")
        db.add(made)
        db.flush()
        db.add(Labelled(label_id=made.id, case_id=case_id))
    return made.id


def test_it_works(hugo, finn, dora, line, case_id, work, count_queries):
    words = f"words-{line[1]}"
    assert finn.get(URL).status_code == 404
    short = {"asks": "1", "days": "30", words: "Hi {{first_name}}, how was it? {{address}}"}
    for bad in (
        "No address",
        "{{address}} {{budget}}",
        "{{address}}\n:::internal\nx\n:::",
        "{{address}}" + "x" * 2_000,
    ):
        refused = hugo.post(URL, **{**short, words: bad})
        assert (refused.status_code, bad.split("\n")[0][:20] in refused.text) == (422, True)
    assert hugo.post(URL, **short).status_code == 303
    with count_queries() as seen:
        assert "how was it?" in hugo.get(URL).text
    assert len(seen) <= 12, "\n".join(seen)
    asked = solved(case_id, work)
    assert asked.startswith("Hi Marta, how was it? http")
    assert "{{" not in asked


@pytest.mark.parametrize(
    ("rules", "is_asked"),
    [
        ({"asks": "1"}, True),
        ({}, False),
        ({"asks": "1", "never": True}, False),
        ({"asks": "1", "only": True}, True),
    ],
)
def test_by_label(hugo, case_id, label, work, rules, is_asked):
    form = {name: label if value is True else value for name, value in rules.items()}
    assert hugo.post(URL, days="14", **form).status_code == 303
    assert bool(solved(case_id, work)) is is_asked


def test_only_with_a_label_that_it_has(hugo, case_id, label, writes, work):
    other = writes("Another matter", address="per@example.net", name="Per Dahl", thread="t-4")
    assert hugo.post(URL, days="14", asks="1", only=label).status_code == 303
    assert solved(other, work) == ""


@pytest.mark.parametrize("keep_quiet", [quieting.mark_spam, quieting.mute, quieting.block])
def test_never_while_it_is_kept_quiet_and_again_afterwards(case_id, work, keep_quiet):
    keep_quiet(cast.person("finn"), the_case(case_id), True)
    assert solved(case_id, work) == ""
    keep_quiet(cast.person("finn"), the_case(case_id), False)
    assert solved(case_id, work) != ""


def test_never_for_what_went_into_another_case(case_id, writes, work):
    me, second = cast.person("finn"), writes("And again", thread="t-7")
    replies.send_reply(me, the_case(second), "Come to the desk.", then="wait")
    work(60)
    merging.merge(me, the_case(second), the_case(case_id))
    outcomes.solve(me, the_case(second))
    work(60)
    assert the_case(second).rating_asked_at is None


def test_at_most_once_in_so_many_days(hugo, case_id, writes, work):
    assert hugo.post(URL, days="30", asks="1").status_code == 303
    with transaction():
        the_case(case_id).customer.rating_asked_at = clock.now() - timedelta(days=29)
    assert solved(case_id, work) == ""
    second = writes("And again", thread="t-6")
    with transaction():
        the_case(second).customer.rating_asked_at = clock.now() - timedelta(days=31)
    assert solved(second, work) != ""
