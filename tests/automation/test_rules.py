"""Rules through the front door: tried before, fired once, told why, never in a circle or beyond the desk."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from hub.automation import firing
from hub.automation.feature import feature
from hub.automation.rule_models import DeskRule, Firing
from hub.cases.actions import handling, marking, quieting, replies
from hub.cases.models import CaseState, Priority
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.dispatch import Cursor, pump
from hub.core.events import Event
from hub.core.features import FeatureConsumer
from hub.spaces.actions import leave
from tests import cast
from tests.cases.conftest import the_case
from tests.cases.test_pages import MOST_STATEMENTS

RULES = "/cases/desks/desk/rules"


def keep_rule(hugo, name="Refunds", trigger="arrived", *, on=True, **form) -> int:
    """A rule, kept through its page, tried and switched on."""
    answer = hugo.post(RULES, name=name, trigger=trigger, **form)
    assert answer.status_code == 303, unescape(answer.text)
    id = int(answer.location.split("/")[-2])
    if on:
        page = hugo.get(f"{RULES}/{id}/trial").text
        mark = page.split('name="tried" value="')[1].split('"')[0]
        assert hugo.post(f"{RULES}/{id}/switch", on="1", tried=mark).status_code == 303
    return id


def labels(case_id):
    return [row.label.name for row in marking.labelled(the_case(case_id))]


def firings():
    return session().scalars(select(Firing).order_by(Firing.id)).all()


def test_it_fires_once_and_says_why(hugo, finn, ada, writes, drain, count_queries):
    keep_rule(hugo, filter="(refund or label:vip) -assignee:finn", labels="money", priority="high",
              assign="finn", note="Look at the fare first.")  # fmt: skip
    other, mine = (
        writes("My hat is lost", thread="a"),
        writes("I want my refund", thread="b", subject="refund"),
    )
    drain()
    assert (labels(other), labels(mine)) == ([], ["money"])
    case = the_case(mine)
    assert (case.priority, case.assignee.handle) == (Priority.HIGH, "finn")
    drain()
    (fired,) = firings()
    assert fired.why == ["refund", "-assignee:finn"]
    page = finn.get(f"/cases/{mine}").text
    assert "Look at the fare first." in page
    assert f"/cases/firings/{fired.id}" in page
    why = unescape(finn.get(f"/cases/firings/{fired.id}").text)
    for words in ("A case arrived", "refund, -assignee:finn", "Add the label “money”"):
        assert words in why
    assert ada.get(f"/cases/firings/{fired.id}").status_code == 404
    with count_queries() as seen:
        assert "Add the label" in unescape(hugo.get(f"{RULES}/log").text)
    assert len(seen) <= MOST_STATEMENTS
    with count_queries() as seen:
        assert "fired 1 time" in hugo.get(RULES).text
    assert len(seen) <= MOST_STATEMENTS


def test_killed_between_it_has_done_all_or_nothing_and_never_twice(hugo, writes, drain, monkeypatch):
    keep_rule(hugo, labels="money", assign="finn")
    drain()
    case_id = writes("I want my refund")
    consumer, real = FeatureConsumer(feature), firing._do_all

    def killed(*args):
        real(*args)
        raise KeyboardInterrupt  # the process dies after the deeds, before the cursor moves

    monkeypatch.setattr(firing, "_do_all", killed)
    with pytest.raises(KeyboardInterrupt):
        pump(consumer)
    session().rollback()
    assert (labels(case_id), the_case(case_id).assignee, firings()) == ([], None, [])
    monkeypatch.setattr(firing, "_do_all", real)
    drain()
    assert labels(case_id) == ["money"]
    with transaction() as db:  # the dispatcher starts again from the beginning
        db.get_one(Cursor, consumer.name).position = 0
    marking.set_labels(cast.person("finn"), the_case(case_id), [])
    drain()
    assert (labels(case_id), len(firings())) == ([], 1)


def test_rules_go_on_from_each_other_but_never_in_a_circle(hugo, finn, case_id, drain):
    keep_rule(hugo, "One", "label", filter="label:one", labels="two", unlabels="one")
    keep_rule(hugo, "Two", "label", filter="label:two", labels="one", unlabels="two")
    finn.post(f"/cases/{case_id}/labels", labels="one")
    for _round in range(5):
        drain()
    assert [each.rule.name for each in firings()] == ["One", "Two"]
    assert labels(case_id) == ["one"]
    finn.post(f"/cases/{case_id}/labels", labels="one, more")  # somebody else's doing is another event
    drain()
    assert len(firings()) == 4


def test_what_cannot_be_done_leaves_no_half_and_is_told(hugo, finn, writes, drain):
    keep_rule(hugo, labels="lost", assign="finn")
    leave(cast.person("finn"), cast.space("desk"))
    case_id = writes("My hat is lost")
    drain()
    assert (labels(case_id), the_case(case_id).assignee) == ([], None)
    assert "finn does not work on this desk" in hugo.get(f"{RULES}/log").text


def test_it_leaves_spam_alone_and_what_was_before_it(hugo, finn, writes, drain, at):
    before = writes("Before", thread="a")
    spam = writes("Spam", thread="b")
    quieting.mark_spam(cast.person("finn"), the_case(spam))
    at(timedelta(minutes=1))
    keep_rule(hugo, labels="new")
    keep_rule(hugo, "Again", "wrote", filter="state:new,open,closed", labels="again")
    after, also = writes("After", thread="c"), writes("More spam", thread="b")
    drain()
    assert also == spam
    assert (labels(before), labels(spam), labels(after)) == ([], [], ["new"])


def test_only_a_checked_reply_leaves_and_through_the_guard(
    hugo, finn, case_id, saved, recorder, work, writes, drain
):
    words = saved("Hello {{first_name|there}}, we have your words.")
    refused = hugo.post(
        RULES, name="Unchecked", trigger="wrote", answer=saved(check=False, title="Unchecked")
    )
    assert refused.status_code == 422
    assert "Nobody has checked" in refused.text
    keep_rule(hugo, "Receipt", "wrote", answer=words)
    keep_rule(hugo, "Twice", "wrote", answer=words)
    keep_rule(hugo, "Signed", "wrote", answer=saved("Yours, {{agent}}", title="Signed"))
    waiting = the_case(case_id).waiting_since
    writes("Are you there?")
    drain()
    work()
    assert [each.reply.body for each in recorder.sent] == ["Hello Marta, we have your words."]
    assert recorder.sent[0].automatic
    assert the_case(case_id).waiting_since == waiting  # it is no answer
    assert [bool(each.trouble) for each in firings()] == [False, True, True]
    assert "we have your words" in finn.get(f"/cases/{case_id}").text
    drain()
    assert len(firings()) == 3


def test_a_machine_that_answers_ours_is_not_talked_to_all_day(hugo, saved, recorder, work, writes, drain, at):
    """It says of itself nothing that a machine should, and opens a new case each time."""
    keep_rule(hugo, "Receipt", "arrived", answer=saved("Hello {{first_name|there}}, we have your words."))
    for number in range(5):
        writes(f"Your ticket {number} was opened.", thread=f"t-{number}", subject=f"Ticket {number}")
        drain()
        work()
        at(timedelta(minutes=5 * (number + 1)))
    assert len(recorder.sent) == 3
    assert "a machine may answer there" in firings()[-1].trouble
    at(timedelta(days=2))
    writes("Hello again.", thread="t-9", subject="Again")
    drain()
    work()
    assert len(recorder.sent) == 4


def test_silence_replies_states_and_promises(hugo, finn, case_id, recorder, work, drain, at):
    keep_rule(hugo, "Quiet", "quiet", hours="48", filter="state:waiting", labels="quiet", state="closed")
    keep_rule(hugo, "Sent", "sent", labels="sent")
    keep_rule(hugo, "Waits", "state", filter="state:waiting", labels="waits")
    replies.send_reply(cast.person("finn"), the_case(case_id), "We look into it.")
    work()
    drain()
    assert labels(case_id) == ["sent", "waits"]
    assert firing.watch_quiet() == 0
    at(timedelta(hours=49))
    assert (firing.watch_quiet(), firing.watch_quiet()) == (1, 0)
    assert (labels(case_id), the_case(case_id).state) == (["quiet", "sent", "waits"], CaseState.CLOSED)
    assert the_case(case_id).rating_asked_at is None
    drain()
    assert len(firings()) == 3


def test_a_trial_shows_last_week_as_it_was_and_writes_nothing(hugo, finn, dora, writes, drain, at):
    first, second = (
        writes("My hat is lost", thread="a", name="Nr One"),
        writes("Refund", thread="b", name="Nr Two", address="two@example.net"),
    )
    handling.assign(cast.person("finn"), the_case(first), cast.person("finn"))
    marking.set_labels(cast.person("finn"), the_case(first), ["hat"])
    handling.move(cast.person("finn"), the_case(first), CaseState.CLOSED)
    at(timedelta(days=1))
    id = keep_rule(
        hugo, on=False, filter="state:new assignee:none label:none", labels="looked", priority="high"
    )
    count = select(func.count(Event.id))
    before = session().scalar(count)
    page = unescape(hugo.get(f"{RULES}/{id}/trial").text)
    assert "would have touched 2 cases last week" in page
    for words in ("Nr One", "Nr Two", "state:new, assignee:none, label:none", "Add the label “looked”"):
        assert words in page
    for url in (f"{RULES}/{id}/trial", f"{RULES}/log", RULES):  # runs desks, and reads no case of this one
        assert dora.get(url).status_code == 404
    session().expire_all()
    case = the_case(first)
    assert (case.state, case.assignee.handle, labels(first), labels(second)) == (
        CaseState.CLOSED,
        "finn",
        ["hat"],
        [],
    )
    assert (session().scalar(count), firings()) == (before, [])
    idle = keep_rule(hugo, on=False, filter="state:new assignee:none label:none", priority="normal")
    assert "would have touched 0 cases last week" in unescape(hugo.get(f"{RULES}/{idle}/trial").text)
    assert hugo.post(f"{RULES}/{id}/switch", on="1").status_code == 422  # nobody looked
    drain()
    assert session().get_one(DeskRule, id).is_on is False


def test_a_trial_of_a_rule_that_is_on_offers_no_switch(hugo):
    rule = f"{RULES}/{keep_rule(hugo, labels='x')}"
    assert "Switch it on" not in hugo.get(f"{rule}/trial").text
    hugo.post(f"{rule}/switch", on="")
    assert "Switch it on" in hugo.get(f"{rule}/trial").text


def test_only_supervisors_keep_them_and_each_change_is_audited(hugo, finn, ada):
    id = keep_rule(hugo, labels="x")
    for someone in (finn, ada):
        for url in (RULES, f"{RULES}/{id}", f"{RULES}/log", f"{RULES}/{id}/trial"):
            assert someone.get(url).status_code == 404
        assert someone.post(RULES, name="N", trigger="arrived", labels="x").status_code == 404
        assert someone.post(f"{RULES}/{id}/switch", on="").status_code == 404
    form = {"name": "Changed", "trigger": "wrote", "labels": "kept label", "note": "kept note"}
    for change, words in (
        ({"filter": "state:asleep"}, "is no state"), ({"filter": "(a"}, "breaks off"),
        ({"trigger": "dance"}, "offered"),
        ({"filter": "assignee:me"}, "name a person"), ({"trigger": "quiet"}, "for how many hours"),
        ({"assign": "cleo"}, "does not work"), ({"labels": "", "note": ""}, "at least one thing"),
    ):  # fmt: skip
        refused = hugo.post(f"{RULES}/{id}", **{**form, **change})
        assert refused.status_code == 422
        assert words in unescape(refused.text)
        assert 'value="Changed"' in refused.text
    assert session().get_one(DeskRule, id, populate_existing=True).is_on
    assert hugo.post(f"{RULES}/{id}", **form).status_code == 303
    assert (
        not session().get_one(DeskRule, id, populate_existing=True).is_on
    )  # tried anew before it works again
    hugo.post(f"{RULES}/{id}/removal")
    acts = (
        session().scalars(select(AuditEntry.action).where(AuditEntry.action.like("automation.%_rule"))).all()
    )
    assert acts == [
        "automation.keep_rule",
        "automation.switch_rule",
        "automation.keep_rule",
        "automation.drop_rule",
    ]
