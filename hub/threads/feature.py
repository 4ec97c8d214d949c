"""What conversations add to the hub: comments, reactions, following, and help while typing."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.threads import moving_api, moving_routes, notify, panels  # noqa: F401  (the addresses of moving)
from hub.threads.api import bp as api
from hub.threads.events import CommentPosted, ConversationMoved, PeopleMentioned
from hub.threads.routes import bp
from hub.threads.search import KINDS

feature = Feature(
    "threads",
    title=lazy("Conversations"),
    blueprints=(bp, api),
    kinds=KINDS,
    notify={
        CommentPosted: notify.comment_posted,
        PeopleMentioned: notify.people_mentioned,
        ConversationMoved: notify.conversation_moved,
    },
    panels={"community.gone": panels.gone_from_community},
)
