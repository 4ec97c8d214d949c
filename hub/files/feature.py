"""What files add to the hub."""

from hub.core.features import Feature, Periodic
from hub.core.words import lazy
from hub.files import rules  # noqa: F401  (who may see a file)
from hub.files.actions import forget_unused
from hub.files.routes import bp

feature = Feature(
    "files",
    title=lazy("Files"),
    blueprints=(bp,),
    periodic={"unused files": Periodic(3_600, forget_unused)},
)
