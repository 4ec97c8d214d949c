"""What macros did to a case, as its history says it."""

from hub.cases.models import Step
from hub.core.words import lazy

MACROS = {"macro": lazy("%(who)s ran “%(name)s”"), "macro_undone": lazy("%(who)s took “%(name)s” back")}
OWN_MACROS = {  # what one keeps for oneself is named to nobody
    "macro": lazy("%(who)s ran a macro of their own"),
    "macro_undone": lazy("%(who)s took a macro of their own back"),
}


def macro_told(made: Step, who: str) -> tuple[str, str]:
    """The words and the icon of such a step."""
    told = MACROS[made.what] if made.detail else OWN_MACROS[made.what]
    return str(told) % {"who": who, "name": made.detail}, "spark" if made.what == "macro" else "undo"
