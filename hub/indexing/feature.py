"""What search adds to the hub: its pages and the upkeep of the index."""

from hub.core.features import Feature, Periodic
from hub.core.words import lazy
from hub.indexing.api import bp as api
from hub.indexing.consumer import keep
from hub.indexing.leading import searches_that_led
from hub.indexing.routes import bp
from hub.indexing.searches import SETTLE_EVERY, settle_searches

KEEP_EVERY = 2.0  # seconds: so long at most does a damaged index go unnoticed


feature = Feature(
    "indexing",
    title=lazy("Search"),
    blueprints=(bp, api),
    panels={"page.insight": searches_that_led},
    periodic={
        "index": Periodic(KEEP_EVERY, keep),
        "searches": Periodic(SETTLE_EVERY, settle_searches),
    },
)
