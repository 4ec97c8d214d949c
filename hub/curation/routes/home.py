"""The front page of the desk."""

from flask import g, request

from hub.curation.charts import fresh_rows, rating_plot
from hub.curation.periods import CHOICES, period_of
from hub.curation.queries import change_words, desk, fewer_words
from hub.curation.routes.shown import bp, tabs
from hub.web.pages import page

BARS = 6  # the other communities stand in the table


@bp.get("/curate")
def overview() -> str:
    """Key figures, what is ready, how fresh it is, whether it helps; with `?as=table` numbers for charts."""
    period = period_of(request.args.get("days", ""))
    found = desk(g.actor, period)
    return page(
        "curation/home.html", desk=found, tabs=tabs(""), rows=fresh_rows(found.freshness[:BARS]),
        plot=rating_plot(found.ratings), as_table=request.args.get("as") == "table",
        verified_change=change_words(found.verified, found.verified_before),
        vetted_change=change_words(found.vetted.now, found.vetted.before),
        missed_change=fewer_words(found.misses.now, found.misses.before),
        periods=[{"label": label, "url": f"/curate?days={days}", "current": days == period.days}
                 for days, label in CHOICES.items()],
    )  # fmt: skip
