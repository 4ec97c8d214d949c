"""What problems add to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.problems import panels
from hub.problems.api import bp as api
from hub.problems.routes import bp
from hub.problems.search import KINDS

feature = Feature(
    "problems",
    title=lazy("Problems"),
    blueprints=(bp, api),
    kinds=KINDS,
    panels={"case.suggestions": panels.in_case},
)
