"""What a change means for customers, as forms and programs say it; and the page that asks."""

from typing import Any

from hub.core.errors import HubError
from hub.reuse.recall_models import Change
from hub.reuse.recalls import ASK, reach_of
from hub.web.forms import Form, Note, Read, Short
from hub.web.pages import page


class ChangeForm(Form):
    """What it means for customers who were given the text; `back`: where the button stood."""

    change: Short = ""
    because: Note = ""
    back: Short = ""


class ChangeIn(Form):
    """What it means for customers who were given the text, and why; needed where some were."""

    change: Change | None = None
    because: Note = ""


def refused_at(error: HubError) -> str:
    """The field of a form with a text that a refusal belongs to."""
    return ASK if getattr(error, "field", None) == ASK else "body"


def ask_what_it_means(thing: Any, form: Read[Any], title: str, button: str, to: str, back: str) -> Any:
    """The page that asks before something is done at the address `to`; nothing was done yet."""
    values = {
        name: value for name, value in form.values.items() if name not in ("change", "because") and value
    }
    return page(
        "reuse/asking.html", form=form, reach=reach_of(thing), title=title, button=button, to=to, back=back,
        values=values,
    ), 422  # fmt: skip
