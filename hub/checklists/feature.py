"""What checklists add to the hub."""

from hub.cases.events import CaseChanged, ReplyQueued
from hub.checklists import panels, reactions
from hub.checklists.routes import bp
from hub.core.features import Feature
from hub.core.words import lazy

feature = Feature(
    "checklists",
    title=lazy("Checklists"),
    blueprints=(bp,),
    on={CaseChanged: reactions.case_changed, ReplyQueued: reactions.reply_queued},
    panels={
        "case.suggestions": panels.in_case,
        "case.solving": panels.before_solving,
    },
)
