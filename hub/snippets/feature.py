"""What saved replies add to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.snippets.routes import bp
from hub.snippets.search import KINDS

feature = Feature("snippets", title=lazy("Saved replies"), blueprints=(bp,), kinds=KINDS)
