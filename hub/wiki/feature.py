"""What the wiki adds to the hub."""

from hub.core.features import Feature, NavItem, Periodic
from hub.core.words import lazy
from hub.files.actions import also_needed
from hub.people.events import PersonDeactivated
from hub.people.standing import Ladder, register_ladder
from hub.reuse.events import OutcomeArrived, TextSent
from hub.wiki import changes, ladder, notify, panels, passages, reactions
from hub.wiki.actions.arranging import keep_dates
from hub.wiki.actions.exporting import QUEUE, forget_exports, make_waiting, still_needed
from hub.wiki.actions.purging import empty_bin
from hub.wiki.agenda import dates_of, reviews_of
from hub.wiki.events import (
    PageArchived,
    PageCreated,
    PageEdited,
    PageMergeUndone,
    PageMoved,
    PagePublished,
    PageRemoved,
    PageRestored,
    PageSettled,
    PagesHandedOver,
    PagesMerged,
    PageUnverified,
    PageVerified,
    ReadersNamed,
    ReviewAsked,
    ReviewFellDue,
)
from hub.wiki.export import told
from hub.wiki.insight import forget_reads
from hub.wiki.licence_models import Licence
from hub.wiki.licences import licence_of
from hub.wiki.pairs import compare_pages
from hub.wiki.restricting_api import bp as api
from hub.wiki.reviews import tell_due_reviews
from hub.wiki.routes import bp
from hub.wiki.search import KINDS

register_ladder(
    Ladder(lambda: [(each.value, each.label) for each in Licence], lambda who: licence_of(who).rank)
)

feature = Feature(
    "wiki",
    title=lazy("Wiki"),
    blueprints=(bp, api),
    kinds=(*KINDS, changes.KIND, passages.KIND, ladder.KIND, told.KIND),
    on={
        PageCreated: reactions.page_came,
        PageEdited: reactions.page_edited,
        PageMoved: reactions.page_moved,
        PageRemoved: reactions.page_gone,
        PageRestored: reactions.page_back,
        PageSettled: reactions.page_settled,
        PagesMerged: reactions.pages_merged,
        PersonDeactivated: reactions.person_left,
        PageMergeUndone: reactions.page_parted,
        TextSent: reactions.text_sent,
        OutcomeArrived: reactions.outcome_arrived,
    },
    notify={
        PageCreated: notify.page_created,
        PageEdited: notify.page_edited,
        PageVerified: notify.page_verified,
        ReadersNamed: notify.readers_named,
        PageUnverified: notify.page_unverified,
        PagePublished: notify.page_published,
        PageArchived: notify.page_archived,
        PagesMerged: notify.pages_merged,
        PagesHandedOver: notify.pages_handed_over,
        **changes.NOTIFY,
        **ladder.NOTIFY,
        **passages.NOTIFY,
        **told.NOTIFY,
        ReviewAsked: notify.review_asked,
        ReviewFellDue: notify.review_fell_due,
    },
    agenda=(reviews_of, dates_of),
    work={QUEUE: make_waiting},
    periodic={
        "dates": Periodic(30, keep_dates),
        "exports": Periodic(3600, forget_exports),
        "reviews": Periodic(3600, tell_due_reviews),
        "likeness": Periodic(600, compare_pages),
        "reads": Periodic(3600, forget_reads),
        "bin": Periodic(3600, empty_bin),
    },
    panels={
        "community.wiki": panels.pages_of,
        "community.side": panels.recent_pages,
        "person.wiki": panels.pages_by,
        "page.rail": panels.suggested_changes,
    },
    nav=(NavItem("wiki", lazy("Wiki"), "wiki.home", "book", order=40),),
)

also_needed(still_needed)
