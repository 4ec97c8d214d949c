"""What asking a language model for other words adds to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.rewording import panels
from hub.rewording.routes import bp

feature = Feature(
    "rewording",
    title=lazy("Other words by a model"),
    blueprints=(bp,),
    panels={"reply.more": panels.in_reply},
)
