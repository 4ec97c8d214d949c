"""What importers add to the hub: the fact they record. Their verbs are in the console command."""

from hub.core.features import Feature
from hub.importing import events, models

feature = Feature("importing", title="Import")

__all__ = ["events", "feature", "models"]
