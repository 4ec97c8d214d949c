"""What turning adds to the hub: its pages, and the way there from a reply."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.turning import panels
from hub.turning.api import bp as api
from hub.turning.routes import bp

feature = Feature(
    "turning",
    title=lazy("Questions made of conversations"),
    blueprints=(bp, api),
    panels={"comment.more": panels.of_comment},
)
