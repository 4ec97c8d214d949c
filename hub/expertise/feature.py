"""What expertise adds to the hub: what a colleague knows about, on their page; one's impact to take along."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.expertise.routes import bp, panels

feature = Feature(
    "expertise",
    title=lazy("Expertise"),
    blueprints=(bp,),
    panels={
        "person.side": panels.known_panel,
        "person.tabs": panels.tabs_panel,
        "notice.actions": panels.told_panel,
    },
)
