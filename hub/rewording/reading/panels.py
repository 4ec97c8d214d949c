"""Where a translation is offered: under a text in another language, among the options of what one reads."""

from typing import Any

from flask import g

from hub.cases.models import Message
from hub.core.permissions import Actor
from hub.core.words import language
from hub.reuse.languages import are_alike
from hub.rewording.models import LanguageModel
from hub.rewording.reading.actions import reading_model
from hub.rewording.reading.originals import Original, may_leave, of_message, of_thing, original
from hub.web.pages import page


def under_text(_actor: Actor, thing: Any) -> str:
    """Under a post or a question that is surely written in another language."""
    return _offer(of_thing(thing), "under")


def of_comment(_actor: Actor, comment: Any) -> str:
    """Among the options of a comment."""
    return _offer(of_thing(comment), "comment", comment.id)


def under_message(_actor: Actor, message: Message) -> str:
    """Beside a message. A conversation has many, and most are in the reader's language."""
    if message.language and are_alike(message.language, language()):
        return ""
    return _offer(of_message(message), "message")


def in_menu(actor: Actor, ref: str) -> str:
    """A line of the menu of an answer, a post or a question."""
    return _offer(original(actor, ref), "menu") if _model() is not None else ""


def _offer(found: Original, where: str, id: int = 0) -> str:
    """Whether it is in another language first: that costs no look at the database."""
    if not _is_foreign(found, surely=where in {"under", "message"}):
        return ""
    model = _model()
    if model is None or not may_leave(model, found.ref):
        return ""
    return page(f"rewording/reading/_{where}.html", found=found, id=id)


def _is_foreign(found: Original, *, surely: bool) -> bool:
    """Whether it is in another language than the reader's; a short text may be, unless one has to be sure."""
    if not found.language:
        return not surely
    return not are_alike(found.language, language())


def _model() -> LanguageModel | None:
    """Asked for once on a page: a conversation has many messages."""
    if "reading_model" not in g:
        g.reading_model = reading_model()
    found: LanguageModel | None = g.reading_model
    return found
