"""What conversations add to the hub: comments, reactions, following, and help while typing."""

from hub.core.features import Feature, Periodic
from hub.core.words import lazy
from hub.files.actions import also_needed
from hub.threads import moving_api, moving_routes, notify, panels  # noqa: F401  (the addresses of moving)
from hub.threads.api import bp as api
from hub.threads.events import (
    CommentAnswers,
    CommentPosted,
    ConversationMoved,
    ConversationsMerged,
    ConversationSplit,
    ConversationTurned,
    PeopleMentioned,
)
from hub.threads.previews.asking import still_needed
from hub.threads.previews.routes import bp as previews
from hub.threads.previews.working import read_waiting
from hub.threads.routes import bp
from hub.threads.search import KINDS

feature = Feature(
    "threads",
    title=lazy("Conversations"),
    blueprints=(bp, api, previews),
    kinds=KINDS,
    periodic={"link previews": Periodic(2, read_waiting)},
    notify={
        CommentPosted: notify.comment_posted,
        CommentAnswers: notify.conversation_relocated,
        PeopleMentioned: notify.people_mentioned,
        ConversationMoved: notify.conversation_relocated,
        ConversationSplit: notify.conversation_relocated,
        ConversationsMerged: notify.conversation_relocated,
        ConversationTurned: notify.conversation_relocated,
    },
    panels={"community.gone": panels.gone_from_community},
)

also_needed(still_needed)
