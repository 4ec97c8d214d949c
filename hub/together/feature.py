"""What answering many at once adds to the hub."""

from hub.cases.events import CaseAnswered
from hub.core.features import Feature
from hub.core.words import lazy
from hub.together import panels, reactions
from hub.together.routes import bp

feature = Feature(
    "together",
    title=lazy("Told together"),
    blueprints=(bp,),
    on={CaseAnswered: reactions.case_answered},
    panels={"case.suggestions": panels.in_case},
)
