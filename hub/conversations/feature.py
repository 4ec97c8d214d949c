"""What conversations between colleagues add to the hub."""

from hub.conversations import notify
from hub.conversations.api import bp as api
from hub.conversations.events import MessageWritten
from hub.conversations.queries import unread_count
from hub.conversations.routes import bp
from hub.conversations.search import KINDS
from hub.core.features import Feature, NavItem
from hub.core.words import lazy

feature = Feature(
    "conversations",
    title=lazy("Messages"),
    blueprints=(bp, api),
    kinds=KINDS,
    notify={MessageWritten: notify.message_written},
    nav=(
        NavItem("messages", lazy("Messages"), "conversations.index", "bubble", order=60, count=unread_count),
    ),
)
