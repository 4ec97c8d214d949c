"""What notices add to the hub."""

from hub.core.features import Feature, Periodic
from hub.core.words import lazy
from hub.inbox import rules  # noqa: F401  (who may see a notice)
from hub.inbox.agenda import bp as calendar
from hub.inbox.agenda import reminders_of
from hub.inbox.answer_routes import bp as answers
from hub.inbox.api import bp as api
from hub.inbox.consumer import PUSH_QUEUE, QUEUE
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

feature = Feature(
    "inbox",
    title=lazy("Notifications"),
    panels={"admin.health": reply_mailbox},
    blueprints=(bp, answers, api, devices, calendar),
    agenda=(reminders_of,),
    work={QUEUE: deliver, REPLIES: take_reply, PUSH_QUEUE: fan_out, DEVICE_QUEUE: push},
    periodic={
        "digests": Periodic(60, due_digests),
        "mail-replies": Periodic(20, fetch_replies),
        "reminders": Periodic(900, remind),
    },
)
