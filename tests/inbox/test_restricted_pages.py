"""Digests: what they say of pages with readers of their own is said to these readers, and to nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery
from hub.inbox.models import Digest
from hub.threads.actions import follow, post_comment
from hub.wiki.actions.restricting import lift_restriction, restrict_page
from hub.wiki.actions.writing import edit_page
from tests import cast
from tests.inbox.test_digest import run, set_up, text_of, to
from tests.wiki.pages import make_page, page_called

READER, STRANGER = "ben", "cleo"

LONG_AGO = timedelta(hours=1)


@pytest.fixture
def told(ctx, drain, sent):
    """Two who watch a page and what is below it; then what the digest of each of them says tomorrow."""
    for handle in (READER, STRANGER):
        set_up(handle)
    page = make_page("Salaries", "What we pay.")
    below = make_page("Bonus", "What comes on top.", parent=page)
    for handle in (READER, STRANGER):
        follow(cast.person(handle), page, "watching")
        follow(cast.person(handle), below, "watching")

    def look(meanwhile: Callable[[], None] | None = None) -> dict[str, str]:
        sent.clear()
        for title in ("Salaries", "Bonus"):
            changed = page_called(title)
            edit_page(cast.person("ada"), changed, title=title, body="Sprockets.", base=changed.revision)
            post_comment(cast.person("ada"), changed, "Look at this.")
        drain()
        with transaction():
            session().query(Delivery).delete()  # only the digest tells of it
            for row in session().scalars(select(Digest)):
                row.told_until, row.next_at = clock.now() - LONG_AGO, clock.now()
        if meanwhile:
            meanwhile()
        run(clock.now() + timedelta(hours=1))
        return {who: "".join(map(text_of, to(who, sent))) for who in (READER, STRANGER)}

    return look


def test_it_names_them_to_their_readers_and_to_nobody_else(told):
    """The same page three times: for everybody, for one reader, and for everybody again."""
    open_to_all = told()
    restrict_page(cast.person("ada"), page_called("Salaries"), [cast.person(READER)])
    restricted = told()
    lift_restriction(cast.person("ada"), page_called("Salaries"))
    lifted = told()
    for said in (open_to_all[READER], open_to_all[STRANGER], restricted[READER], lifted[READER]):
        assert re.search("repl.* to “Salaries”", said)
        assert re.search("repl.* to “Bonus”", said)
    for word in ("Salaries", "Bonus", "Sprockets", "Look at this"):
        assert word not in restricted[STRANGER]


def test_what_was_noted_before_it_was_restricted_is_not_told_after(told):
    def restrict() -> None:
        restrict_page(cast.person("ada"), page_called("Salaries"), [cast.person(READER)])

    said = told(meanwhile=restrict)
    assert "Salaries" in said[READER]
    assert "Salaries" not in said[STRANGER]
    assert "Bonus" not in said[STRANGER]
