"""Labels, own fields, filters that nest, kept lists and orders of the list of cases."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.cases.actions import handling, marking
from hub.cases.actions.waking import wake_due
from hub.cases.filtering import Cond, Group, Not, parse, text_of
from hub.cases.list_models import FieldKind
from hub.cases.models import Priority
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.events import Event
from tests import cast
from tests.cases.conftest import the_case
from tests.cases.test_pages import FRAGMENT, MOST_STATEMENTS, names_in

NAMES = st.sampled_from(["state", "priority", "field.plan", "label", "due"])
VALUES = st.text("abc xyz-()<>:=äß", min_size=1, max_size=8).filter(lambda text: text.strip() == text)
CONDS = st.builds(
    lambda name, value: Cond(name, ":", (value,)), NAMES, VALUES.filter(lambda text: "," not in text)
)
WORDS = VALUES.map(lambda text: Cond("", ":", (text,)))
TREES = st.recursive(
    CONDS | WORDS,
    lambda parts: (
        st.builds(Not, parts)
        | st.builds(
            lambda found, wants_any: Group(tuple(found), wants_any),
            st.lists(parts, min_size=2, max_size=3),
            st.booleans(),
        )
    ),
    max_leaves=8,
)


def read_or_refused(text):
    """The tree, or why there is none."""
    try:
        return parse(text)
    except Invalid as refused:
        return refused.message


@given(TREES)
def test_a_tree_written_down_is_read_again(tree):
    found = read_or_refused(text_of(tree))
    assert found == tree or "at most" in found  # too long or too deep


@given(st.text('()-:<>="or and state,x ', max_size=40))
def test_whatever_is_typed_is_read_or_refused_in_words(text):
    found = read_or_refused(text)
    assert found
    assert isinstance(found, str) or parse(text_of(found)) == found


@pytest.fixture
def four(writes, at, hugo, finn):
    """Ana is a VIP on the gold plan, Bo urgent and Finn's, Cid neither, Dan solved."""
    ids = {}
    for name in ("Ana", "Bo", "Cid", "Dan"):
        ids[name] = writes(f"I am {name}", name=name, address=f"{name}@example.net", thread=name)
        at(timedelta(minutes=10))
    me = cast.person("finn")
    hugo.post("/cases/desks/desk/fields", name="Plan", kind="choice", choices="gold\nplain")
    hugo.post("/cases/desks/desk/fields", name="Seats", kind="number")
    finn.post(f"/cases/{ids['Ana']}/labels", labels="VIP, refund ,vip")
    finn.post(f"/cases/{ids['Ana']}/fields", field_plan="gold", field_seats="12")
    handling.assign(me, the_case(ids["Bo"]), me)
    handling.set_priority(me, the_case(ids["Bo"]), Priority.URGENT)
    finn.post(f"/cases/{ids['Dan']}/state", state="solved")
    return ids


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("label:VIP", ["Ana"]), ("-label:vip", ["Bo", "Cid"]), ("label:none", ["Bo", "Cid"]),
        ("field.plan:gold field.seats>10", ["Ana"]), ("field.seats<=10", []),
        ("field.plan:none", ["Bo", "Cid"]),
        ("priority>=high", ["Bo"]), ("priority<high", ["Ana", "Cid"]), ("assignee:me", ["Bo"]),
        ("assignee:none -label:vip", ["Cid"]), ("(label:vip or priority:urgent) waiting>25m", ["Ana", "Bo"]),
        ("state:solved", ["Dan"]), ("state:new,open", ["Ana", "Bo", "Cid"]), ("customer:an", ["Ana"]),
        ("age>35m", ["Ana"]), ("due:late", []),
        ("due<25m", ["Ana"]), ("desk:desk -(label:vip or assignee:finn)", ["Cid"]), ('"I am Cid"', ["Cid"]),
        ("snoozed:yes", []), ("team:none channel:simulator", ["Ana", "Bo", "Cid"]),
    ],
)  # fmt: skip
def test_it_works(finn, four, text, found):
    assert names_in(finn.get("/cases", query_string={"filter": text})) == found


def test_a_case_keeps_its_list(finn, four):
    page = finn.get("/cases", query_string={"filter": "label:vip or priority:urgent", "sort": "priority"})
    assert names_in(page) == ["Bo", "Ana"]
    inside = f"/cases/{four['Bo']}?filter=label%3Avip+or+priority%3Aurgent&amp;sort=priority"
    assert inside in page.text
    beside = finn.get(inside.replace("&amp;", "&"))
    assert names_in(beside) == ["Bo", "Ana"]
    assert "VIP" in page.text


@pytest.mark.parametrize(
    ("text", "words"),
    [("state:asleep", "is no state"), ("colour:red", "No filter is called"), ("(label:vip", "breaks off"),
     ("waiting>soon", "is no span of time"), ("label:vip)", "cannot be read from")],
)  # fmt: skip
def test_what_cannot_be_read_says_why_and_is_kept(finn, four, text, words):
    refused = finn.get("/cases", query_string={"filter": text})
    assert refused.status_code == 422
    assert words in refused.text
    again = finn.get("/cases/filter", query_string={"filter": text, "pick": "1"})
    assert again.status_code == 422
    assert text.replace(">", "&gt;") in again.text


def test_picking_writes_the_filter(finn, four):
    query = (
        "pick=1&state=new&state=open&priority=urgent&assignee=me&waiting=5+min&words=am&sort=first"
        "&filter=-label:vip"
    )
    to = finn.get(f"/cases/filter?{query}").location
    assert to == (
        "/cases?filter=state%3Anew%2Copen+priority%3Aurgent+assignee%3Ame+waiting%3E5min+am+-label%3Avip&sort=first"
    )
    assert names_in(finn.get(to)) == ["Bo"]


def test_lists_are_kept_for_oneself_and_for_a_desk(finn, hugo, ada, four):
    assert (
        finn.post("/cases/lists", name="Pressing", filter="priority:urgent", sort="next").status_code == 303
    )
    finn.post("/cases/lists", name="Our VIPs", filter="label:vip", desk="desk")
    assert "Our VIPs (1)" in hugo.get("/cases").text
    assert "Pressing" not in hugo.get("/cases").text
    assert "Pressing (1)" in finn.get("/cases").text
    assert "Our VIPs" not in ada.get("/cases").text
    refused = ada.post("/cases/lists", name="Spy", filter="label:vip", desk="desk")
    assert refused.status_code == 422
    assert finn.post("/cases/lists", name="All", filter="").status_code == 422
    id = finn.get("/cases/filter").text.split("/cases/lists/")[1].split("/")[0]
    assert ada.post(f"/cases/lists/{id}/removal").status_code == 404
    finn.post(f"/cases/lists/{id}/removal")
    assert "Pressing" not in finn.get("/cases").text


def test_the_longest_wait_for_a_first_or_a_next_reply_comes_first(finn, four, writes, work, at):
    finn.post(f"/cases/{four['Ana']}/replies", body="Hello.", then="wait")
    work()
    at(timedelta(minutes=1))
    writes("And?", name="Ana", address="Ana@example.net", thread="Ana", external_id="again")
    assert names_in(finn.get("/cases?view=team&sort=first")) == ["Bo", "Cid", "Ana"]
    assert names_in(finn.get("/cases?view=team&sort=next")) == ["Ana", "Bo", "Cid"]


@pytest.mark.parametrize("sort", ["", "first", "next", "priority", "newest", "oldest"])
def test_pages_of_a_filter_show_everybody_once(finn, writes, count_queries, sort):
    ids = [writes(f"T {n}", name=f"C {n}", address=f"c{n}@x.net", thread=f"t{n}") for n in range(24)]
    for id in ids[::5]:
        handling.set_priority(cast.person("finn"), the_case(id), Priority.HIGH)
        finn.post(f"/cases/{id}/state", state="waiting_colleague")
    for id in ids[::4]:
        finn.post(f"/cases/{id}/state", state="waiting_customer")
    finn.post("/cases/lists", name="All", filter="state:new,open")
    asked = {"filter": "state:new or -state:new", "sort": sort}
    with count_queries() as seen:
        first = finn.get("/cases", query_string=asked)
    assert len(seen) <= MOST_STATEMENTS, "\n".join(seen)
    after = first.text.split("after=")[1].split('"')[0]
    second = finn.get("/cases", query_string={**asked, "after": after}, headers=FRAGMENT)
    shown = names_in(first) + names_in(second)
    assert len(shown) == len(set(shown)) == 24


def test_fields_hold_what_fits(finn, hugo, ada, four):
    id = four["Cid"]
    for form in ({"field_plan": "silver"}, {"field_seats": "many"}):
        refused = finn.post(f"/cases/{id}/fields", **form)
        assert refused.status_code == 422
        assert "does not fit" in refused.text
    hugo.post("/cases/desks/desk/fields/plan/removal")
    assert "Plan" not in finn.get(f"/cases/{id}/marks").text
    assert names_in(finn.get("/cases?filter=field.plan:gold")) == ["Ana"]  # kept, only not asked for
    assert hugo.post("/cases/desks/desk/fields", name="Size", kind="choice", choices="one").status_code == 422
    assert ada.post(f"/cases/{id}/labels", labels="x").status_code == 404
    with pytest.raises(Invalid):
        marking.add_field(cast.person("hugo"), cast.space("desk"), "Seats", FieldKind.TEXT)
    finn.post(f"/cases/{four['Ana']}/fields", field_seats="")
    assert names_in(finn.get("/cases?filter=field.seats:none")) == ["Ana", "Bo", "Cid"]


def test_what_was_put_aside_wakes_by_itself(finn, case_id, at):
    finn.post(f"/cases/{case_id}/assignee", to="me")
    finn.post(f"/cases/{case_id}/snooze", until="tomorrow")
    assert wake_due() == 0
    at(timedelta(days=2))
    assert [wake_due(), wake_due()] == [1, 0]
    assert the_case(case_id).snoozed_until is None
    assert "The hub took it up again" in finn.get(f"/cases/{case_id}").text
    assert session().query(Event).filter_by(kind="cases.case_woke").count() == 1
