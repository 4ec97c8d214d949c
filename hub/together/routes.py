"""The page of everybody who waits for one question."""

from typing import Any

from flask import Blueprint, g, request
from werkzeug.datastructures import MultiDict

from hub.cases.actions.telling import AT_ONCE
from hub.cases.search import CHANNEL_ICONS
from hub.cases.telling import BECAUSE, abroad, sample_of, take_reasons
from hub.core.errors import Invalid
from hub.core.features import resolve, url_of
from hub.core.words import gettext as _
from hub.core.words import language_name, ngettext
from hub.together import actions, queries
from hub.web.forms import Form, Read, blank, read
from hub.web.pages import done, page

bp = Blueprint("together", __name__, template_folder="templates")


class TogetherForm(Form):
    """Which texts were read, and that unvetted words were checked."""

    looked: tuple[int, ...] = ()
    confirmed: str = ""


@bp.get("/together/<int:id>")
def together(id: int) -> str:
    return _shown(_question(id), blank())


@bp.post("/together/<int:id>/replies")
def send(id: int) -> Any:
    """Not @once: each leaves by itself and stays sent when another is held back; nobody is told twice."""
    question, typed = _question(id), MultiDict(request.form)
    reasons = take_reasons(typed)
    form = read(TogetherForm, typed)
    if form.ok:
        try:
            sent = actions.send_together(
                g.actor, question, form.data.looked, confirmed=bool(form.data.confirmed), reasons=reasons
            )
        except Invalid as refused:
            form.refuse("looked", refused.message)
        else:
            if not sent.held:
                said = ngettext(
                    "%(num)s customer is written to.", "%(num)s customers are written to.", len(sent.messages)
                )
                return done(f"/together/{id}", say=said)
            return _shown(question, form, reasons, held=sent.held, sent=len(sent.messages)), 422
    return _shown(question, form, reasons), 422


def _question(id: int) -> Any:
    return resolve(g.actor, f"question:{id}")


def _shown(
    question: Any, form: Read[Any], reasons: dict[str, str] | None = None, *,
    held: dict[int, str] | None = None, sent: int = 0,
) -> str:  # fmt: skip
    answer, wording, found = queries.waiting_for(g.actor, question, reasons)
    return page(
        "together/together.html", question=question, url=url_of(question), found=found, form=form,
        sample=sample_of(found), because=BECAUSE, icons=CHANNEL_ICONS, held=held or {}, sent=sent,
        ready=sum(each.is_ready for each in found), at_once=AT_ONCE,
        abroad=abroad(found), tongue=language_name, answer=url_of(answer) if answer is not None else "",
        unvetted=wording is not None and wording.trust == "unvetted", title=_("Told together"),
        to_word=url_of(answer) if answer is not None and wording is None else "",
    )  # fmt: skip
