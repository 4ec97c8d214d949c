"""SQLite is told what its tables hold; it plans a large hub as an empty one otherwise."""

import pytest
from sqlalchemy import text

from hub.core.db import is_postgres, keep_statistics, session

pytestmark = pytest.mark.usefixtures("ctx")


def test_they_are_kept_of_every_table_that_holds_something():
    keep_statistics()
    if is_postgres():
        return  # keeps its own
    known = session().scalars(text("SELECT tbl FROM sqlite_stat1")).all()
    assert {"person", "space", "membership"} <= set(known)
