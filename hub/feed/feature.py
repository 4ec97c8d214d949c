"""What posts and the stream add to the hub."""

from hub.core.features import Feature, NavItem, Periodic
from hub.core.words import lazy
from hub.feed import notify, poll_api, reactions, reshaping_api  # noqa: F401  (their addresses)
from hub.feed.agenda import dates_of_feed
from hub.feed.api import bp as api
from hub.feed.digest import must_be_read, new_in_communities
from hub.feed.events import (
    AnnouncementMade,
    AnnouncementReminded,
    PeopleThanked,
    PlannedPostOrphaned,
    PostClosed,
    PostWritten,
    ScheduledPostParked,
)
from hub.feed.routes import bp, panels
from hub.feed.scheduling import due_posts
from hub.feed.search import KINDS
from hub.people.events import RecognitionChanged
from hub.reuse.events import OutcomeArrived

feature = Feature(
    "feed",
    title=lazy("Feed"),
    blueprints=(bp, api),
    kinds=KINDS,
    notify={
        PostWritten: notify.post_written,
        AnnouncementMade: notify.announced,
        AnnouncementReminded: notify.announced,
        PeopleThanked: notify.people_thanked,
        PostClosed: notify.post_closed,
        ScheduledPostParked: notify.scheduled_post_parked,
        PlannedPostOrphaned: notify.planned_post_orphaned,
    },
    periodic={"scheduled-posts": Periodic(20, due_posts)},
    agenda=(dates_of_feed,),
    digest=(must_be_read, new_in_communities),
    on={OutcomeArrived: reactions.outcome_arrived, RecognitionChanged: reactions.recognition_changed},
    panels={
        "community.posts": panels.community_posts,
        "community.open": panels.community_open,
        "person.side": panels.person_thanks,
        "person.posts": panels.person_posts,
    },
    nav=(NavItem("home", lazy("Home"), "home.index", "home", order=10),),
)
