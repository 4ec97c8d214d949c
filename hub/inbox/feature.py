"""What notices add to the hub."""

from hub.core.features import Feature, Kind, Periodic
from hub.core.words import lazy
from hub.inbox import rules  # noqa: F401  (who may see a notice)
from hub.inbox.agenda import bp as calendar
from hub.inbox.agenda import reminders_of
from hub.inbox.answer_routes import bp as answers
from hub.inbox.api import bp as api
from hub.inbox.by_mail.queries import forget
from hub.inbox.by_mail.routes import bp as by_mail
from hub.inbox.chat.events import ChatEnded
from hub.inbox.chat.models import ChatWay
from hub.inbox.chat.routes import BACK as CHAT_SETTINGS
from hub.inbox.chat.routes import bp as chat
from hub.inbox.chat.sending import deliver as tell_chat
from hub.inbox.chat.sending import stopped
from hub.inbox.consumer import CHAT_QUEUE, PUSH_QUEUE, QUEUE
from hub.inbox.digest import due_digests
from hub.inbox.mail import deliver
from hub.inbox.panels import reply_mailbox
from hub.inbox.push.routes import bp as devices
from hub.inbox.push.sending import DEVICE_QUEUE, fan_out, push
from hub.inbox.reminders import remind
from hub.inbox.replies import take_reply
from hub.inbox.reply_mailbox import QUEUE as REPLIES
from hub.inbox.reply_mailbox import fetch_replies
from hub.inbox.routes import bp
from hub.inbox.saved.api import bp as saved_api
from hub.inbox.saved.dates import saved_dates
from hub.inbox.saved.events import SavedFallsDue
from hub.inbox.saved.models import Saved
from hub.inbox.saved.queries import title_of, url_of_saved
from hub.inbox.saved.reminding import falls_due, say_what_is_due
from hub.inbox.saved.routes import bp as saved
from hub.inbox.urgent.api import bp as urgent_api
from hub.inbox.urgent.events import MarkedUrgent
from hub.inbox.urgent.notify import called
from hub.inbox.urgent.panels import among_options, urgent_on
from hub.inbox.urgent.repeating import repeat
from hub.inbox.urgent.routes import bp as urgent

feature = Feature(
    "inbox",
    title=lazy("Notifications"),
    panels={"admin.health": reply_mailbox, "thread.urgent": urgent_on, "comment.more": among_options},
    blueprints=(bp, answers, api, devices, calendar, saved, saved_api, urgent, urgent_api, by_mail, chat),
    agenda=(reminders_of, saved_dates),
    kinds=(
        Kind("saved", Saved, lazy("Saved"), url_of_saved, title_of),
        Kind("chat", ChatWay, lazy("Chat"), lambda _way: CHAT_SETTINGS, lambda way: way.host),
    ),
    notify={SavedFallsDue: falls_due, MarkedUrgent: called, ChatEnded: stopped},
    work={
        QUEUE: deliver,
        REPLIES: take_reply,
        PUSH_QUEUE: fan_out,
        DEVICE_QUEUE: push,
        CHAT_QUEUE: tell_chat,
    },
    periodic={
        "digests": Periodic(60, due_digests),
        "mail-replies": Periodic(20, fetch_replies),
        "mail-replies-forgotten": Periodic(3600, forget),
        "reminders": Periodic(900, remind),
        "saved": Periodic(30, say_what_is_due),
        "urgent": Periodic(15, repeat),
    },
)
