"""What the administration adds to the hub."""

from hub.admin.routes import bp
from hub.core.features import Feature

feature = Feature("admin", title="Administration", blueprints=(bp,))
