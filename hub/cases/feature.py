"""What cases add to the hub."""

from hub.cases import approval_notify, notify, reactions, work
from hub.cases.actions import fetching, forwarding, promises, routing, waking
from hub.cases.agenda import promises_of
from hub.cases.api import bp as api
from hub.cases.approval_events import ReplyAltered, ReplyApproved, ReplyAwaits, ReplyReturned
from hub.cases.events import (
    CaseAnswered,
    CaseAssigned,
    CaseOpened,
    CaseRated,
    CaseWoke,
    CustomerWrote,
    HoldingDue,
    NoteAdded,
    PromiseMissed,
    PromiseSoon,
    ReplyFailed,
    TeamAsked,
)
from hub.cases.fitting import version_for
from hub.cases.forward_events import ForwardFailed
from hub.cases.lookups import Lookups
from hub.cases.queries import waiting_number
from hub.cases.routes import bp
from hub.cases.rules import has_case_place
from hub.cases.search import KINDS
from hub.channels.desk import register_desk
from hub.channels.events import ChannelResumed
from hub.core.features import Feature, NavItem, Periodic
from hub.core.words import lazy
from hub.reuse.events import (
    AnswerReady,
    AnswerWithdrawn,
    CustomerCameBack,
    HelpersToldPrivately,
    OutcomeArrived,
    ReplyRead,
    StillUnanswered,
    TextSent,
    WaitElsewhere,
)
from hub.reuse.versions import register_versions

register_desk(Lookups())
register_versions(version_for)

feature = Feature(
    "cases",
    title=lazy("Cases"),
    agenda=(promises_of,),
    blueprints=(bp, api),
    kinds=KINDS,
    notify={
        CustomerWrote: notify.customer_wrote,
        CaseAssigned: notify.case_assigned,
        TeamAsked: notify.team_asked,
        CaseWoke: notify.case_woke,
        CaseAnswered: notify.case_answered,
        HoldingDue: notify.holding_due,
        NoteAdded: notify.note_added,
        PromiseSoon: notify.promise_soon,
        PromiseMissed: notify.promise_missed,
        ReplyFailed: notify.reply_failed,
        CaseRated: notify.case_rated,
        TextSent: notify.text_sent,
        OutcomeArrived: notify.outcome_arrived,
        CustomerCameBack: notify.customer_came_back,
        HelpersToldPrivately: notify.helpers_told_privately,
        ReplyRead: notify.reply_read,
        ReplyAwaits: approval_notify.reply_awaits,
        ForwardFailed: approval_notify.forward_failed,
        ReplyAltered: approval_notify.reply_altered,
        ReplyApproved: approval_notify.reply_approved,
        ReplyReturned: approval_notify.reply_returned,
    },
    on={
        CaseOpened: reactions.case_opened,
        AnswerReady: reactions.answer_ready,
        AnswerWithdrawn: reactions.answer_withdrawn,
        WaitElsewhere: reactions.wait_elsewhere,
        StillUnanswered: reactions.still_unanswered,
        ChannelResumed: reactions.channel_resumed,
    },
    work={
        "intake": work.take_in,
        "outbox": work.send_out,
        fetching.QUEUE: fetching.fetch,
        forwarding.FORWARDS: forwarding.send_out,
        promises.RECKON: promises.reckon,
    },
    periodic={
        "promises": Periodic(20, promises.watch_promises),
        "untouched cases": Periodic(30, routing.return_untouched),
        "cases put aside": Periodic(20, waking.wake_due),
    },
    nav=(
        NavItem(
            "cases",
            lazy("Cases"),
            "cases.cases",
            "tray",
            order=30,
            shown=has_case_place,
            number=waiting_number,
            hot=True,
        ),
    ),
)
