"""What the desk of those who look after knowledge adds to the hub."""

from hub.core.features import Feature, NavItem
from hub.core.words import lazy
from hub.curation import notify
from hub.curation.events import TaskGiven
from hub.curation.panels import home_gaps
from hub.curation.queries import waiting_count
from hub.curation.routes import bp
from hub.curation.rules import seems_to_curate

feature = Feature(
    "curation",
    title=lazy("Curating"),
    blueprints=(bp,),
    notify={TaskGiven: notify.task_given},
    panels={"home.side": home_gaps},
    nav=(
        NavItem(
            "curate", lazy("Curate"), "curation.overview", "leaf", order=55,
            shown=seems_to_curate, count=waiting_count,
        ),
    ),
)  # fmt: skip
