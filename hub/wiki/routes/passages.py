"""Comments on a passage: choosing it, also without a mouse or scripts; saying something; settling it."""

from typing import Annotated, Any, Literal

from flask import Response, g, request
from pydantic import StringConstraints

from hub.core.errors import Invalid
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.threads.rules import COMMENT
from hub.web.forms import Body, Form, Read, blank, read
from hub.web.once import once
from hub.web.pages import done, onward
from hub.web.pages import page as whole
from hub.wiki.actions.passages import comment_on_passage, settle_passage
from hub.wiki.models import Page
from hub.wiki.passage_models import Passage
from hub.wiki.passages import AROUND, EAGER, LONGEST, find, paragraphs, passage_url
from hub.wiki.routes.shown import at, bp

Quote = Annotated[str, StringConstraints(min_length=1, max_length=2 * LONGEST)]
Around = Annotated[str, StringConstraints(max_length=4 * AROUND)]


class PassageForm(Form):
    """Words of the page with what stands around them, and what is said about them."""

    quote: Quote
    before: Around = ""
    after: Around = ""
    body: Body


class SettlingForm(Form):
    """Settled, or with 0 open again."""

    on: Literal["1", "0"] = "1"


@bp.get("/wiki/<space>/<path:path>/passages")
def choosing(space: str, path: str) -> str:
    """The text by paragraphs, one of which is chosen; or the words that were selected on the page."""
    found = at(space, path)
    require(g.actor, COMMENT, found)
    values = {name: request.args.get(name, "")[: 2 * LONGEST] for name in ("quote", "before", "after")}
    return _choosing(found, blank(**values))


@bp.post("/wiki/<space>/<path:path>/passages")
@once
def comment(space: str, path: str) -> Any:
    found = at(space, path)
    form = read(PassageForm)
    if not form.ok:
        require(g.actor, COMMENT, found)
        return _choosing(found, form), 422
    sent = form.data
    try:
        made = comment_on_passage(g.actor, found, sent.quote, sent.body, before=sent.before, after=sent.after)
    except Invalid as refused:
        form.refuse(refused.field or "body", refused.message)
        return _choosing(found, form), 422
    return done(passage_url(made), say=_("Said. Who follows the page hears of it."))


@bp.get("/wiki/passages/<int:id>")
def passage(id: int) -> Response:
    """On its page."""
    return onward(passage_url(_loaded(id)))


@bp.post("/wiki/passages/<int:id>/settling")
def settle_one(id: int) -> Response:
    found = _loaded(id)
    form = read(SettlingForm)
    if not form.ok:
        raise Invalid(_("Open the page again and settle it from there."))
    settled = form.data.on == "1"
    settle_passage(g.actor, found, settled=settled)
    return done(passage_url(found), say=_("Settled.") if settled else _("It is open again."))


def _loaded(id: int) -> Passage:
    found: Passage = load(g.actor, Passage, id, options=EAGER)
    return found


def _choosing(page: Page, form: Read[Any]) -> str:
    quote = str(form.value("quote"))
    there = find(page.text, quote, str(form.value("before")), str(form.value("after"))) if quote else None
    return whole(
        "wiki/passages.html", page=page, form=form, quote=quote, is_there=there is not None,
        parts=paragraphs(page.text) if there is None else [],
    )  # fmt: skip
