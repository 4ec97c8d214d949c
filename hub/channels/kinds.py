"""What each kind of channel can carry, how it counts, and for how long after a message it takes a reply."""

from datetime import timedelta

from hub.channels.contract import ChannelKind, Traits
from hub.channels.measures import BYTES, WEIGHTED, FileLimits, Stage
from hub.core.words import lazy

MB = 1024**2
MAILED = FileLimits(most=10, each=15 * MB, together=18 * MB)  # base64 makes 25 MB of it: most servers' limit
PICTURES = ("image/",)
TALK = (  # of Meta's messages, there and on Instagram
    Stage(timedelta(days=1), lazy("anything may be said")),
    Stage(timedelta(days=7), lazy("only a person may answer, no survey and no automatic word")),
)
TRAITS: dict[ChannelKind, Traits] = {
    ChannelKind.EMAIL: Traits("E-mail", "mail", length=25_000, files=MAILED),
    ChannelKind.FORM: Traits(lazy("Web form"), "form", length=25_000, files=MAILED),
    ChannelKind.API: Traits(lazy("App"), "api", length=10_000),
    ChannelKind.MANUAL: Traits(
        lazy("Phone and counter"), "phone", length=10_000, can_send=False, asks_rating=False
    ),
    ChannelKind.SIMULATOR: Traits(lazy("Practice line"), "bubble", length=2_000, files=MAILED),
    ChannelKind.X: Traits(
        "X", "x", length=280, is_public=True, measure=WEIGHTED, files=FileLimits(4, 5 * MB, 20 * MB, PICTURES)
    ),
    ChannelKind.FACEBOOK: Traits(
        lazy("Facebook"),
        "fb",
        length=2_000,
        reply_within=timedelta(days=7),
        stages=TALK,
        afterwards=lazy("Only when they write again, or in public under their post on the site itself."),
        files=FileLimits(1, 20 * MB, 20 * MB),
    ),
    ChannelKind.INSTAGRAM: Traits(
        "Instagram",
        "ig",
        length=1_000,
        measure=BYTES,
        reply_within=timedelta(days=7),
        stages=TALK,
        afterwards=lazy("Only when they write again."),
    ),
    ChannelKind.YOUTUBE: Traits(
        lazy("YouTube"),
        "yt",
        length=9_000,
        is_public=True,
        asks_rating=False,  # a question to one, before the eyes of all
        remark=lazy("YouTube has no private replies. For what is personal, ask them to write to us."),
    ),
    ChannelKind.ZENDESK: Traits(
        "Zendesk", "tray", length=65_535, can_send=False, asks_rating=False, owner="Zendesk"
    ),
    ChannelKind.SALESFORCE: Traits(
        "Salesforce", "tray", length=4_000, can_send=False, asks_rating=False, owner="Salesforce"
    ),
}
