"""What channels add to the hub: the adapters that speak their contract."""

from hub.channels.contract import ChannelKind, register, stand_ins
from hub.channels.manual import ByHand
from hub.channels.simulator import Simulator
from hub.core.features import Feature

register(ByHand())
register(Simulator())
stand_ins.update({kind: Simulator(kind) for kind in ChannelKind})

feature = Feature("channels", title="Channels")
