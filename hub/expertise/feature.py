"""What expertise adds to the hub: what a colleague knows and did, and what a community did together."""

from hub.core.features import Feature, Periodic
from hub.core.words import lazy
from hub.expertise import together
from hub.expertise.routes import bp, panels
from hub.people.events import RecognitionChanged

feature = Feature(
    "expertise",
    title=lazy("Expertise"),
    blueprints=(bp,),
    on={RecognitionChanged: together.recognition_changed},
    periodic={"together": Periodic(together.EVERY, together.count_months)},
    panels={
        "community.tabs": panels.community_tabs,
        "community.together": panels.community_together,
        "person.side": panels.known_panel,
        "person.tabs": panels.tabs_panel,
        "notice.actions": panels.told_panel,
    },
)
