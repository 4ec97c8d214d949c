"""What mirroring adds to the hub: helpdesks as channels, the worker that reads, where it is shown."""

from hub.channels.contract import register
from hub.core.features import Feature, Periodic
from hub.core.words import lazy
from hub.mirroring import helpdesk, notes, panels, work
from hub.mirroring.adapter import Mirror
from hub.mirroring.routes import bp
from hub.mirroring.salesforce import Salesforce
from hub.mirroring.zendesk import Zendesk

for made in (Zendesk(), Salesforce()):
    helpdesk.register(made)
    register(Mirror(made.kind))

feature = Feature(
    "mirroring",
    title=lazy("Mirrored cases"),
    blueprints=(bp,),
    panels={"case.owner": panels.on_case, "channel": panels.on_channel},
    work={work.QUEUE: work.read_account, notes.QUEUE: notes.send_note},
    periodic={"mirrored accounts": Periodic(60, work.ask_all)},
)
