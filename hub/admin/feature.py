"""What the administration adds to the hub."""

from hub.admin.routes import bp
from hub.core.features import Feature
from hub.core.words import lazy

feature = Feature("admin", title=lazy("Administration"), blueprints=(bp,))
