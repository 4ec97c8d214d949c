"""What the simulator adds to the hub: its pages."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.practice.routes import bp

feature = Feature("practice", title=lazy("Simulator"), blueprints=(bp,))
