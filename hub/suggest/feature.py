"""What suggestions add to the hub."""

from hub.core.features import Feature, Periodic
from hub.core.words import lazy
from hub.suggest import panels
from hub.suggest.api import bp as api
from hub.suggest.counting import AGAIN_EVERY, count_again
from hub.suggest.routes import bp

feature = Feature(
    "suggest",
    title=lazy("Suggestions"),
    blueprints=(bp, api),
    panels={
        "case.suggestions": panels.case_suggestions,
        "question.similar": panels.question_similar,
        "page.similar": panels.page_similar,
        "text.topics": panels.text_topics,
        "post.topics": panels.post_topics,
    },
    periodic={"fitting": Periodic(AGAIN_EVERY, count_again)},
)
