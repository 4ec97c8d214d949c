"""The line to customers and Marta's case, as the tests of cases have them; saved replies and macros."""

import re
from html import unescape

import pytest

from hub.automation.models import Macro
from hub.core.db import session
from hub.snippets import actions as snippets
from hub.snippets.models import Reach
from tests import cast
from tests.cases.conftest import case_id, line, recorder, work, writes

__all__ = ["case_id", "line", "recorder", "work", "writes"]

MACROS = "/cases/desks/desk/macros"


@pytest.fixture
def saved(ctx):
    """A saved reply of the desk; checked unless told otherwise. Returns its ref."""

    def save(body="Hello {{first_name|there}}, we look into it.", *, check=True, title="Receipt", **more):
        words = snippets.Words(title, body, **{"reach": Reach.DESK, **more})
        made = snippets.save_snippet(cast.person("finn"), cast.space("desk"), words)
        if check:
            snippets.verify_snippet(cast.person("hugo"), made)
        return made.ref

    return save


def keep(someone, name="Refund", **form) -> int:
    """A macro, kept through its page."""
    shared = {"reach": "desk"} if someone.person.handle == "hugo" else {}
    answer = someone.post(MACROS, **{"name": name, **shared, **form})
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("#m")[2])


def look(someone, case_id: int, macro: int) -> tuple[str, str]:
    """What it would do, as it is read, and the mark of having seen it."""
    page = someone.get(f"/cases/{case_id}/macros/{macro}")
    assert page.status_code == 200
    return unescape(page.text), re.search(r'name="seen" value="(\w+)"', page.text)[1]


def run(someone, case_id: int, macro: int):
    """After a look."""
    return someone.post(f"/cases/{case_id}/macros/{macro}", seen=look(someone, case_id, macro)[1])


def the_macro(id: int) -> Macro:
    return session().get_one(Macro, id, populate_existing=True)
