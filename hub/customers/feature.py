"""What customers add to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.customers.routes import bp

feature = Feature("customers", title=lazy("Customers"), blueprints=(bp,))
