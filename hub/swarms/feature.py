"""What swarms add to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.swarms import notify, panels
from hub.swarms.api import bp as api
from hub.swarms.events import SwarmCalled, SwarmEnded
from hub.swarms.routes import bp

feature = Feature(
    "swarms",
    title=lazy("Swarms"),
    blueprints=(bp, api),
    notify={SwarmCalled: notify.swarm_called, SwarmEnded: notify.swarm_ended},
    panels={"question.side": panels.at_question, "case.suggestions": panels.at_case},
)
