"""What communities and topics add to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.spaces import notify
from hub.spaces.api import bp as api
from hub.spaces.events import JoinAsked, MemberRoleChanged, PeopleAdded
from hub.spaces.routes import bp, topics
from hub.spaces.search import KINDS

feature = Feature(
    "spaces",
    title=lazy("Communities"),
    blueprints=(bp, topics, api),
    kinds=KINDS,
    notify={
        JoinAsked: notify.join_asked,
        MemberRoleChanged: notify.role_changed,
        PeopleAdded: notify.people_added,
    },
)
