"""The wiki of the measurements loads, and ten times as many pages and versions ask the database no more."""

from pathlib import Path

import pytest

from bench.desk import Listening, warmed_up
from bench.pages import cookie_of, hub_at
from bench.sizes import sizes
from bench.wiki import asked, fill_wikis, wikis

pytestmark = [pytest.mark.scale, pytest.mark.own_hub]
PAGES = 600


def test_ten_times_as_much_asks_no_more_often(tmp_path: Path) -> None:
    app = hub_at(tmp_path, sizes(0), indexed=0)
    fill_wikis(app, PAGES)
    cookie = cookie_of(app)
    for few, many in zip(*(list(asked(wiki)) for wiki in wikis(PAGES)), strict=True):
        said = []
        for each in (few, many):
            again = warmed_up(app, each, cookie)
            with Listening(app) as heard:
                again()
            said.append(len(heard.said))
        assert said[1] <= said[0] + 1, few.name  # of a large tree it is asked what stands below
