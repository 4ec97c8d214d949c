"""Coaches look at a sample of links, and see what all of them found."""

from typing import Any, Literal

from flask import g, request

from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.linking.pairs import SHORT
from hub.linking.routes.dialog import bp
from hub.linking.sampling import accuracy_of, judge, month_of, sample_of
from hub.web.forms import Form, Note, Read, Short, blank, read
from hub.web.pages import done, page
from hub.wiki.rules import SAMPLE


class LookForm(Form):
    """Both questions are answered with yes or no."""

    link: int
    article: Literal["yes", "no"]
    case: Literal["yes", "no"]
    comment: Note = ""
    month: Short = ""


@bp.get("/curate/links")
def sample() -> str:
    require(g.actor, SAMPLE, None)
    return _shown(request.args.get("month", ""), blank())


@bp.post("/curate/links")
def look() -> Any:
    require(g.actor, SAMPLE, None)
    form = read(LookForm)
    if not form.ok:
        return _shown(str(form.value("month")), form), 422
    judge(g.actor, form.data.link, form.data.article == "yes", form.data.case == "yes", form.data.comment)
    return done(f"/curate/links?month={form.data.month}", say=_("Noted."))


def _shown(text: str, form: Read[Any]) -> str:
    month = month_of(text)
    return page(
        "linking/sample.html", month=month, drawn=sample_of(g.actor, month), sums=accuracy_of(g.actor, month),
        form=form, words=SHORT,
    )  # fmt: skip
