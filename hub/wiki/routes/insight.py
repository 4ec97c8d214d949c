"""What became of a page, on a page of its own."""

from datetime import UTC, datetime, time
from typing import Any

from hub.web.calendar import short_date
from hub.web.pages import page as whole
from hub.wiki.addresses import page_url
from hub.wiki.insight import WEEKS, insight_of
from hub.wiki.routes.shown import at, bp


@bp.get("/wiki/<space>/<path:path>/insight")
def insight(space: str, path: str) -> Any:
    found = at(space, path)
    seen = insight_of(found)
    bars = [
        (short_date(datetime.combine(monday, time(), UTC), with_year=False) if number % 2 else "", readers)
        for number, (monday, readers) in enumerate(seen.weeks)  # every other one: a phone is narrow
    ]
    return whole(
        "wiki/insight.html", page=found, here=page_url(found), seen=seen, bars=bars, weeks=WEEKS,
        now=seen.weeks[-1][1],
    )  # fmt: skip
