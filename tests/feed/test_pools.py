"""What is drawn from one's communities is the same, whichever way the database goes to find it."""

import pytest
from sqlalchemy import func, select, update

from hub.core import clock
from hub.core.db import engine_for, is_postgres, session, transaction
from hub.core.permissions import SYSTEM
from hub.feed.pools import _is_far
from hub.feed.queries import cursor, feed, statement
from hub.people.models import Attention, Person
from hub.spaces.actions import create_space, let_in
from hub.spaces.models import Space
from hub.threads.actions import follow
from tests import cast
from tests.factories import make_post


@pytest.mark.parametrize(("said", "wins"), [(0, "gathers"), (10**6, "walks")])
def test_quiet_communities_are_gathered_and_loud_ones_walked(ctx, said, wins):
    for number in range(5):
        make_post(by="ada", space="open" if number % 2 else "private", title=f"Number {number}")
    with transaction() as db:
        db.execute(update(Space).values(entry_count=said))
    ben = cast.person("ben")
    first = session().execute(statement(ben, "following", size=2)).all()
    assert [row.title for row in first[:2]] == ["Number 4", "Number 3"]
    rest = session().execute(statement(ben, "following", after=cursor(first[1]), size=9)).all()
    assert [row.title for row in rest] == ["Number 2", "Number 1", "Number 0"]
    assert session().execute(statement(cast.person("cleo"), "following", size=9)).all() == []
    if not is_postgres():
        assert bool(session().scalar(select(_is_far(ben, 10)))) is (wins == "walks")


@pytest.mark.parametrize("tab", ["following", "for-you"])
def test_of_many_communities_page_by_page_nothing_is_missing(ctx, tab):
    """More of them than a page has room for, the newest always in another one, and one that is muted."""
    owner, member = cast.person("ada"), cast.person("ben")
    places = [create_space(SYSTEM, f"Place {n}", owner=owner).slug for n in range(5)]
    for slug in places:
        let_in(owner, cast.space(slug), member)
    for number in range(11):
        make_post(by="ada", space=places[number % 5], title=f"Number {number}")
    make_post(by="ada", space="open", title="Newest of all, unheard")
    follow(member, cast.space("open"), Attention.MUTED)
    assert page_by_page(member, tab, 11) == [f"Number {number}" for number in reversed(range(11))]


@pytest.mark.parametrize("tab", ["following", "for-you"])
def test_what_was_written_at_the_very_end_of_a_second_stands_once(ctx, tab):
    """SQLite's own functions take such a moment for the next second, and a page would lead to itself."""
    for microsecond in (999_499, 999_501, 999_999):
        with clock.at(clock.now().replace(microsecond=microsecond)):
            make_post(by="ada", space="open", title=f"At {microsecond}")
    assert page_by_page(cast.person("ben"), tab, 3) == ["At 999999", "At 999501", "At 999499"]


def page_by_page(reader: Person, tab: str, pages: int) -> list[str]:
    """The titles on so many pages of one thing each."""
    seen, after = [], ""
    for page in range(pages):
        found = feed(reader, tab, after=after, size=1)
        seen += [item.title for item in found.items]
        after = found.next or ""
        assert bool(after) is (page < pages - 1)
    return seen


def test_the_plan_of_ones_communities_is_kept_on_postgresql(postgres_url):
    """For that statement alone: whatever comes next on the connection is planned as usual."""
    engine = engine_for(str(postgres_url))
    asked = select(func.current_setting("plan_cache_mode"))
    with engine.connect() as connection:
        kept = connection.execute(asked.execution_options(keeps_plan=True)).scalar_one()
        assert (kept, connection.execute(asked).scalar_one()) == ("force_generic_plan", "force_custom_plan")
    engine.dispose()
