"""What communities and topics add to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.spaces import notify, request_api  # noqa: F401  (their addresses)
from hub.spaces.api import bp as api
from hub.spaces.events import ExpertNamed, JoinAsked, MemberRoleChanged, PeopleAdded
from hub.spaces.routes import bp, topics
from hub.spaces.search import KINDS
from hub.spaces.topic_api import bp as topic_api

feature = Feature(
    "spaces",
    title=lazy("Communities"),
    blueprints=(bp, topics, api, topic_api),
    kinds=KINDS,
    notify={
        JoinAsked: notify.join_asked,
        ExpertNamed: notify.expert_named,
        MemberRoleChanged: notify.role_changed,
        PeopleAdded: notify.people_added,
    },
)
