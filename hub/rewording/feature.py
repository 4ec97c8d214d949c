"""What asking a language model for other words adds to the hub."""

from hub.core.features import Feature, Periodic
from hub.core.words import lazy
from hub.rewording import panels
from hub.rewording.reading import panels as reading
from hub.rewording.reading.actions import forget
from hub.rewording.reading.routes import bp as translations
from hub.rewording.routes import bp

feature = Feature(
    "rewording",
    title=lazy("Other words by a model"),
    blueprints=(bp, translations),
    panels={
        "reply.more": panels.in_reply,
        "text.under": reading.under_text,
        "comment.more": reading.of_comment,
        "message.under": reading.under_message,
        "menu.more": reading.in_menu,
    },
    periodic={"translations-forgotten": Periodic(3600, forget)},
)
