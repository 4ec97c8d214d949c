"""What posts and the stream add to the hub."""

from hub.core.features import Feature, NavItem
from hub.feed import home, notify, reactions
from hub.feed.api import bp as api
from hub.feed.events import PeopleThanked, PostWritten
from hub.feed.routes import bp
from hub.feed.search import KINDS
from hub.reuse.events import OutcomeArrived

feature = Feature(
    "feed",
    title="Feed",
    blueprints=(bp, api),
    kinds=KINDS,
    notify={PostWritten: notify.post_written, PeopleThanked: notify.people_thanked},
    on={OutcomeArrived: reactions.outcome_arrived},
    panels={
        "community.posts": home.community_posts,
        "community.open": home.community_open,
        "person.posts": home.person_posts,
    },
    nav=(NavItem("home", "Home", "home.index", "home", order=10),),
)
