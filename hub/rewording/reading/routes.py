"""A translation beside its original: looking at it, asking for it; and what administrators allow."""

from typing import Any

from flask import Blueprint, Response, g

from hub.cases.queries import message_in
from hub.cases.routes.shown import the_case
from hub.core.errors import HubError
from hub.core.markup import safe_render
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import language, language_name
from hub.people.rules import ADMINISTER
from hub.reuse.masking import PLACEHOLDER
from hub.rewording.models import Reads
from hub.rewording.reading import actions
from hub.rewording.reading.models import TextTranslation
from hub.rewording.reading.originals import Original, of_message, original
from hub.web.forms import Form, read
from hub.web.guard import wants_fragment
from hub.web.pages import done, page

bp = Blueprint("translations", __name__, template_folder="../templates")
HERE = "/admin/language-model"


class ReadsForm(Form):
    """Which texts may leave."""

    reads: Reads


@bp.get("/t/<ref>/translation")
def look(ref: str) -> Any:
    return _shown(original(g.actor, ref))


@bp.post("/t/<ref>/translation")
def translate(ref: str) -> Any:
    return _translated(original(g.actor, ref))


@bp.get("/cases/<int:id>/messages/<int:message_id>/translation")
def look_at_message(id: int, message_id: int) -> Any:
    return _shown(of_message(message_in(g.actor, the_case(id), message_id)))


@bp.post("/cases/<int:id>/messages/<int:message_id>/translation")
def translate_message(id: int, message_id: int) -> Any:
    return _translated(of_message(message_in(g.actor, the_case(id), message_id)))


@bp.post(f"{HERE}/texts")
def allow() -> Response:
    require(g.actor, ADMINISTER)
    form = read(ReadsForm)
    if not form.ok:
        return done(HERE, say=_("Choose what may leave."))
    actions.allow_reading(g.actor, form.data.reads)
    return done(HERE, say=_("Saved."))


def _translated(found: Original) -> Any:
    try:
        row = actions.translate(g.actor, found, language())
    except HubError as refused:
        if wants_fragment():
            raise
        return _shown(found, error=refused.message), refused.status
    if wants_fragment():
        return page("rewording/reading/_translation.html", **_values(found, row))
    return done(f"{found.place}/translation")


def _shown(found: Original, error: str = "") -> str:
    row = actions.kept(found, language())
    values = _values(found, row) if row is not None else {"row": None}
    model = actions.reading_model()
    into = language_name(language())
    return page(
        "rewording/reading/translation.html", found=found, error=error, model=model, into=into, **values
    )


def _values(found: Original, row: TextTranslation) -> dict[str, Any]:
    known = {**found.masked.placeholders}
    text = PLACEHOLDER.sub(lambda hit: known.get(hit[0], hit[0]), row.text)
    html = safe_render(text, id_prefix=f"tr{row.id}").html
    source = language_name(found.language) if found.language else ""
    return {"row": row, "html": html, "from_language": source, "has_internal": found.has_internal}
