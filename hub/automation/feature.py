"""What macros and rules add to the hub."""

from hub.automation import firing
from hub.automation.offers import macros_over
from hub.automation.routes import bp
from hub.automation.rule_api import bp as api
from hub.automation.triggers import FACTS
from hub.core.features import Feature, Periodic
from hub.core.words import lazy

feature = Feature(
    "automation",
    title=lazy("Macros and rules"),
    blueprints=(bp, api),
    offers=(macros_over,),
    on=dict.fromkeys(FACTS, firing.react),
    periodic={"silent cases": Periodic(60, firing.watch_quiet)},
)
