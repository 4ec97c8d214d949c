"""What mirroring adds to the hub: the adapter, the worker that reads, the two places where it is shown."""

from hub.channels.contract import register
from hub.core.features import Feature, Periodic
from hub.core.words import lazy
from hub.mirroring import notes, panels, work
from hub.mirroring.adapter import Zendesk
from hub.mirroring.routes import bp

register(Zendesk())

feature = Feature(
    "mirroring",
    title=lazy("Mirrored cases"),
    blueprints=(bp,),
    panels={"case.owner": panels.on_case, "channel": panels.on_channel},
    work={work.QUEUE: work.read_account, notes.QUEUE: notes.send_note},
    periodic={"mirrored accounts": Periodic(60, work.ask_all)},
)
