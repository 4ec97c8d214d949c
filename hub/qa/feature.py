"""What questions and answers add to the hub."""

from hub.core.features import Feature, NavItem, Periodic
from hub.core.words import lazy
from hub.qa import (  # noqa: F401  (two of them for their addresses)
    closing_api,
    ladder,
    notify,
    panels,
    reactions,
    suggesting_api,
    thanking,
)
from hub.qa.api import bp as api
from hub.qa.events import (
    AnswerAccepted,
    AnswerEdited,
    AnswerPosted,
    AnswerRequested,
    AnswerUnaccepted,
    AnswerVetted,
    AskedWhetherSolved,
    EditApproved,
    EditRejected,
    EditSuggested,
    MarkedObsolete,
    NobodyAnswered,
    PutBack,
    QuestionAsked,
    QuestionClosed,
    RequestAccepted,
    RequestDeclined,
    RequestHandedOn,
    VotedAgainst,
)
from hub.qa.queries import open_number
from hub.qa.routes import bp
from hub.qa.search import KINDS
from hub.reuse.events import CustomersWaiting, OutcomeArrived, TextSent

feature = Feature(
    "qa",
    title=lazy("Questions"),
    blueprints=(bp, api),
    kinds=KINDS,
    notify={
        QuestionAsked: notify.question_asked,
        AnswerPosted: notify.answer_posted,
        AnswerEdited: notify.answer_edited,
        AnswerAccepted: notify.answer_accepted,
        AnswerUnaccepted: notify.answer_unaccepted,
        AnswerVetted: notify.answer_vetted,
        AnswerRequested: notify.answer_requested,
        RequestAccepted: notify.request_accepted,
        RequestDeclined: notify.request_declined,
        RequestHandedOn: notify.request_handed_on,
        MarkedObsolete: notify.marked_obsolete,
        QuestionClosed: notify.question_closed,
        PutBack: notify.put_back,
        NobodyAnswered: notify.nobody_answered,
        VotedAgainst: notify.voted_against,
        AskedWhetherSolved: notify.asked_whether_solved,
        EditSuggested: notify.edit_suggested,
        EditApproved: notify.edit_approved,
        EditRejected: notify.edit_rejected,
    },
    on={
        AnswerAccepted: thanking.keep_promise,
        CustomersWaiting: reactions.customers_waiting,
        TextSent: reactions.text_sent,
        OutcomeArrived: reactions.outcome_arrived,
    },
    periodic={
        "ladder": Periodic(ladder.EVERY, ladder.climb),
        "solved": Periodic(3600.0, ladder.ask_whether_solved),
    },
    panels={
        "community.questions": panels.questions_in,
        "notice.actions": panels.request_actions,
        "community.side": panels.helpers_in,
        "topic.side": panels.helpers_on,
        "topic.naming": panels.experts_proposed,
        "question.side": panels.thanks_on,
        "person.answers": panels.answers_by,
        "person.side": panels.asking_by,
        "person.impact": panels.most_helpful,
    },
    nav=(NavItem("questions", lazy("Questions"), "qa.questions", "ask", order=20, number=open_number),),
)
