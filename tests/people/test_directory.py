"""The directory of colleagues: filters that combine, paged by key, within few statements."""

from datetime import UTC, datetime

import pytest

from hub.core import clock
from hub.core.db import transaction
from hub.people.hours import Hours
from hub.people.models import Person
from hub.spaces.models import Visibility
from tests import cast

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # 10:30 in Oslo, 18:30 in Tokyo


def names(page: str) -> list[str]:
    listed = page.partition("people--grid")[2].partition("</section>")[0]
    return [name for name in ("Ada", "Ben", "Cleo", "Dora", "Gwen") if f">{name} " in listed]


@pytest.fixture
def told(ada, ben, cleo):
    """Three colleagues said more of themselves."""
    every = {"work_days": ["0", "1"], "work_begins": "9", "work_ends": "17"}
    ada.post("/settings/profile", name="Ada Lovelace", skills="Kilns, Crème brûlée", languages="en, no",
             place="Oslo", timezone="Europe/Oslo", learns="glaze", contact="Ring me", **every)  # fmt: skip
    ben.post("/settings/profile", name="Ben Okri", skills="kilns", languages="en", place="Tokyo",
             timezone="Asia/Tokyo", **every)  # fmt: skip
    cleo.post("/settings/profile", name="Cleo Ñandú", skills="glaze", languages="es", place="Oslo",
              timezone="Asia/Tokyo", work_days=["6", "0"], work_begins="18", work_ends="2")  # fmt: skip


def test_it_works(cleo):
    assert "Ada Lovelace" in cleo.get("/people?q=lovelace").text


def test_nobody_found_leads_to_asking(cleo):
    page = cleo.get("/people?q=kilns+and+crates")
    assert page.status_code == 200
    assert "/q/new?text=kilns%20and%20crates" in page.text


def test_no_heading_is_left_out_where_a_colleague_has_done_nothing(ben):
    page = ben.get("/people/iris").text
    assert "<h2>Nothing here yet</h2>" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=KILNS", ["Ada", "Ben"]),
        ("topic=cr%C3%A8me+br%C3%BBl%C3%A9e", ["Ada"]),
        ("topic=kilns&place=Oslo", ["Ada"]),
        ("language=en&place=Tokyo&topic=kilns", ["Ben"]),
        ("place=Oslo&language=es", ["Cleo"]),
        ("community=open&language=en", ["Ada", "Ben"]),
        ("community=open&language=es", []),
        ("available=1", ["Ada", "Cleo"]),
        ("available=1&language=en", ["Ada"]),
        ("q=kilns", ["Ada", "Ben"]),
    ],
)
def test_filters_combine(gwen, told, at, query, found):
    at(MONDAY)
    page = gwen.get(f"/people?{query}").text
    assert names(page) == found


def test_it_names_languages_and_says_who_is_at_work(gwen, told, at):
    at(MONDAY)
    page = gwen.get("/people").text
    assert '<option value="es">Spanish</option>' in page
    assert page.count('<span class="vh">, at work now</span>') == 2
    assert "English, Norwegian" in gwen.get("/people/ada").text


def test_whoever_is_away_is_not_at_work(gwen, told, at, ctx):
    at(MONDAY)
    with transaction():
        ada = cast.person("ada")
        ada.settings = {**ada.settings, "away": {"until": "2026-03-02"}}
    assert names(gwen.get("/people?available=1").text) == ["Cleo"]


def test_members_of_a_closed_community_are_nobodys_business(gwen, ben):
    assert names(gwen.get("/people?community=private").text) == []
    with transaction():
        cast.space("private").visibility = Visibility.MEMBERS  # known by name, but not who is in it
    assert names(gwen.get("/people?community=private").text) == []
    assert names(ben.get("/people?community=private").text) == ["Ada", "Ben"]


def test_a_shift_over_midnight():
    night = Hours((0,), 22, 6)
    assert night.holds(datetime(2026, 3, 2, 23, 0, tzinfo=UTC))
    assert night.holds(datetime(2026, 3, 3, 5, 59, tzinfo=UTC))
    assert not night.holds(datetime(2026, 3, 3, 23, 0, tzinfo=UTC))
    assert not night.holds(datetime(2026, 3, 2, 5, 0, tzinfo=UTC))


def test_pages_go_on_by_key_within_few_statements(gwen, ctx, count_queries):
    with transaction() as db:
        db.add_all(
            Person(
                handle=f"p{number}",
                name="Zora",
                email=f"p{number}@hub.test",
                created_at=clock.now(),
                timezone=f"Etc/GMT+{number % 9}",
                place="Rome",
            )
            for number in range(45)
        )
    seen: list[str] = []
    url = "/people?place=Rome&available="
    while url:
        page = gwen.get(url).text
        seen += [part.partition('"')[0] for part in page.split('href="/people/p')[1:]]
        more = page.partition('data-pager><a class="btn btn--sm" href="')[2].partition('"')[0]
        url = more.replace("&amp;", "&")
    assert sorted(set(seen)) == sorted(f"{number}" for number in range(45))
    with count_queries() as asked:
        gwen.get("/people?available=1&topic=kilns&community=open&language=en&place=Rome&q=a")
    assert len(asked) <= 12


def test_the_profile_says_it(gwen, ada, told, at):
    at(MONDAY)
    page = gwen.get("/people/ada").text
    for words in ("Mon, Tue, 9 to 17", "Ring me", "10:30 where they are", ">glaze</a>"):
        assert words in page
    form = ada.get("/settings/profile").text
    assert form.count('name="work_days"') == 7
    assert 'value="1" checked' in form


def test_a_profile_refuses_what_cannot_be(ada):
    wrong = {"work_days": ["9"], "work_begins": "25"}
    answer = ada.post("/settings/profile", name="Ada Lovelace", about="Kept.", **wrong)
    assert answer.status_code == 422
    assert "Kept." in answer.text


def test_a_colleagues_page_stands_below_people_and_communities_do_not(gwen, ben):
    here = '<a href="/people" aria-current="page"'
    assert here in gwen.get("/people/ben").text
    assert here in gwen.get("/people").text
    assert here not in gwen.get("/c").text
    assert here not in gwen.get("/settings/profile").text
