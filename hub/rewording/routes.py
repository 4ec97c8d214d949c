"""Other words for a reply: what leaves, the proposal, taking it over; and the consent of administrators."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, g

from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.models import Case
from hub.cases.routes.reply import composed
from hub.cases.routes.shown import case_url, the_case
from hub.cases.rules import REPLY
from hub.core.db import session, transaction
from hub.core.errors import Conflict, HubError, Invalid
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.rules import ADMINISTER
from hub.rewording import actions
from hub.rewording.models import ONLY, LanguageModel, Reads
from hub.rewording.proposing import How, leaving, order_for
from hub.threads.diff import compare
from hub.web.forms import LINES, Form, Read, Short, blank, bounded, read
from hub.web.guard import takes_files
from hub.web.pages import done, page

bp = Blueprint("rewording", __name__, template_folder="templates")
HERE = "/admin/language-model"
READS = (
    (Reads.NOTHING.value, lazy("Nothing: no translations")),
    (Reads.OPEN.value, lazy("What every colleague may read")),
    (Reads.CLOSED.value, lazy("Also what not every colleague may read")),
)


class HowForm(Form):
    """What is asked for."""

    how: How


class TakeForm(Form):
    """The words that become the draft."""

    text: Annotated[str, bounded(LIMITS.message, 1), LINES]


class ModelForm(Form):
    """Where the model answers, and that its administrator agrees."""

    address: Annotated[str, bounded(500, 8), LINES]
    name: Annotated[str, bounded(120, 1), LINES]
    key: Annotated[str, bounded(500), LINES] = ""
    agreed: Short = ""


@bp.post("/cases/<int:id>/rewording")
@takes_files
def begin(id: int) -> Response:
    """From the composer: what was typed stays a draft, and what would leave is shown first."""
    case = the_case(id)
    require(g.actor, REPLY, case)
    composer, _form = composed(case)
    with transaction():
        keep_draft(g.actor, case, composer.body, composer.way)
    if composer.is_private:
        raise Invalid(_("Other words are for public replies here. Your text is kept, in private."))
    return done(f"/cases/{id}/rewording")


@bp.get("/cases/<int:id>/rewording")
def look(id: int) -> Any:
    case = the_case(id)
    require(g.actor, REPLY, case)
    return _shown(case), 200 if actions.model_in_force() else Conflict.status


@bp.post("/cases/<int:id>/rewording/proposal")
def propose(id: int) -> Any:
    case, form = the_case(id), read(HowForm)
    require(g.actor, REPLY, case)
    if not form.ok:
        return _shown(case, error=_("Choose what is to become of your text.")), 422
    draft = reply_draft(g.actor, case)
    try:
        found = actions.reword(g.actor, case, draft, form.data.how)
    except HubError as refused:
        return _shown(case, form.data.how, error=refused.message), refused.status
    return _shown(case, form.data.how, found=found, rows=compare(draft, found.text))


@bp.post("/cases/<int:id>/rewording/acceptance")
def take(id: int) -> Response:
    """It is a draft like any other now: the guard looks at it, and a person sends it."""
    case, form = the_case(id), read(TakeForm)
    require(g.actor, REPLY, case)
    if not form.ok:
        raise Invalid(_("There is nothing to take over."), field="text")
    with transaction():
        keep_draft(g.actor, case, form.data.text)
    return done(f"{case_url(case)}#reply", say=_("It is your draft now. Read it before you send it."))


@bp.get(HERE)
def settings() -> str:
    require(g.actor, ADMINISTER)
    kept = session().get(LanguageModel, ONLY)
    return _settings(blank(address=kept.url, name=kept.name) if kept is not None else blank())


@bp.post(HERE)
def agree() -> Any:
    require(g.actor, ADMINISTER)
    form = read(ModelForm)
    if form.ok:
        try:
            sent = form.data
            actions.agree(g.actor, sent.address, sent.name, sent.key, agreed=bool(sent.agreed))
            return done(HERE, say=_("Agents can ask it for other words now."))
        except Invalid as refused:
            form.refuse(refused.field or "address", refused.message)
    return _settings(form), 422


@bp.post(f"{HERE}/off")
def switch_off() -> Response:
    actions.switch_off(g.actor)
    return done(HERE, say=_("Off. Nothing leaves for a model."))


def _settings(form: Read[Any]) -> str:
    return page("rewording/settings.html", form=form, model=actions.model_in_force(), reads=READS)


def _shown(case: Case, how: How = How.REWRITE, *, error: str = "", found: Any = None, rows: Any = ()) -> str:
    model = actions.model_in_force()
    if model is None:
        return page("rewording/off.html", case=case)
    text = ""
    try:
        text = leaving(case, reply_draft(g.actor, case)).text
    except Invalid as refused:
        error = error or refused.message
    return page(
        "rewording/rewording.html", case=case, error=error, found=found, rows=rows, how=how, text=text,
        hows=[(each.value, each.label) for each in How], model=model, order=order_for(case, how),
        host=urlsplit(model.url).netloc, here=f"/cases/{case.id}/rewording",
    )  # fmt: skip
