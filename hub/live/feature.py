"""What the live reactor adds to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.live.api import bp as api
from hub.live.routes import bp

feature = Feature("live", title=lazy("Live updates"), blueprints=(bp, api))
