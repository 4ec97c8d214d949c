"""What channels add to the hub: the adapters that speak their contract, their pages, the mailboxes' watch."""

from hub.channels.api import Programs
from hub.channels.contract import ChannelKind, register, stand_ins
from hub.channels.email.adapter import Email
from hub.channels.events import ChannelStopped
from hub.channels.facebook import polling as page_comments
from hub.channels.facebook.adapter import Facebook
from hub.channels.form import WebForm
from hub.channels.graph import checking as facebook
from hub.channels.instagram import polling as instagram
from hub.channels.instagram.adapter import Instagram
from hub.channels.manual import ByHand
from hub.channels.models import Channel
from hub.channels.polling import SUPERVISE, Watch
from hub.channels.routes import blueprints
from hub.channels.simulator import Simulator
from hub.channels.stopping import channel_stopped, on_health
from hub.channels.x import PastedX
from hub.channels.youtube import polling as youtube
from hub.channels.youtube.adapter import YouTube
from hub.core.features import Feature, Kind, Periodic
from hub.core.words import lazy

ADAPTERS = (
    Email(), WebForm(), Programs(), ByHand(), PastedX(), YouTube(), Facebook(), Instagram(), Simulator(),
)  # fmt: skip
for adapter in ADAPTERS:
    register(adapter)
stand_ins.update({kind: Simulator(kind) for kind in ChannelKind})

feature = Feature(
    "channels",
    title=lazy("Channels"),
    blueprints=blueprints,
    kinds=(
        Kind(
            "channel",
            Channel,
            lazy("Channel"),
            lambda channel: f"/admin/channels/{channel.id}",
            lambda channel: channel.name,
        ),
    ),
    notify={ChannelStopped: channel_stopped},
    panels={"admin.health": on_health},
    work={
        youtube.QUEUE: youtube.read_account,
        facebook.QUEUE: facebook.look,
        page_comments.QUEUE: page_comments.read_page,
        instagram.QUEUE: instagram.read_account,
    },
    periodic={
        "mailboxes": Periodic(SUPERVISE, Watch().supervise),
        "youtube comments": Periodic(30, youtube.ask_all),
        "facebook pages": Periodic(60, facebook.ask_all),
        "facebook comments": Periodic(60, page_comments.ask_all),
        "instagram comments": Periodic(60, instagram.ask_all),
    },
)
