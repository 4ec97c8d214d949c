"""What links add to the hub: their API. Pages show them by the cards of the things at their ends."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.links.api import bp

feature = Feature("links", title=lazy("Links"), blueprints=(bp,))
