"""What webhooks add to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.webhooks import rules  # noqa: F401  (who sees them)
from hub.webhooks.consumer import QUEUE, deliver
from hub.webhooks.routes import bp

feature = Feature("webhooks", title=lazy("Webhooks"), blueprints=(bp,), work={QUEUE: deliver})
