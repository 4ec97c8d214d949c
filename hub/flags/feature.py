"""What flags add to the hub."""

from hub.core.features import Feature
from hub.core.words import lazy
from hub.flags import notify
from hub.flags.events import FlagEnded, FlagRaised, FlagReopened
from hub.flags.routes import bp

feature = Feature(
    "flags",
    title=lazy("Flags"),
    blueprints=(bp,),
    notify={
        FlagRaised: notify.flag_raised,
        FlagEnded: notify.flag_ended,
        FlagReopened: notify.flag_reopened,
    },
)
