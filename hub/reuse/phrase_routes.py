"""Adding other words by which a text is found, and taking them away."""

from flask import Response, g

from hub.core.errors import Invalid, NotFound
from hub.core.features import kind_of, resolve, url_of
from hub.core.words import gettext as _
from hub.reuse.phrases import add_phrase, remove_phrase
from hub.reuse.routes import bp
from hub.web.forms import Form, Short, read
from hub.web.pages import done

__all__ = ["bp"]


class PhraseForm(Form):
    """As somebody looked for it."""

    words: Short


@bp.post("/phrases/<ref>")
def phrase_added(ref: str) -> Response:
    thing = resolve(g.actor, ref)
    if kind_of(ref).customer_text is None:
        raise NotFound
    form = read(PhraseForm)
    if not form.ok:
        raise Invalid(_("Say it in a few words."), field="words")
    made = add_phrase(g.actor, thing, form.data.words)
    said = _("It is found by these words now.") if made else _("It is found by these words already.")
    return done(url_of(thing), say=said)


@bp.post("/phrases/<ref>/<int:id>/removal")
def phrase_removed(ref: str, id: int) -> Response:
    thing = resolve(g.actor, ref)
    remove_phrase(g.actor, thing, id)
    return done(url_of(thing), say=_("Removed."))
