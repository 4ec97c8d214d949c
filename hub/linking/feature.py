"""What linking by hand adds to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.linking import panels
from hub.linking.api import bp as api
from hub.linking.routes import bp

feature = Feature(
    "linking",
    title=lazy("Linking"),
    blueprints=(bp, api),
    panels={"page.insight": panels.counted, "text.uses": panels.counted},
)
