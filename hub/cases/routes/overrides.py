"""What left against the send check, and how strict it is: tuned by supervisors, read by auditors."""

from typing import Any, Literal

from flask import Response, g

from hub.cases import overriding
from hub.cases.actions.overrides import judge, set_level, the_override
from hub.cases.auditing import everything_left
from hub.cases.check_models import Level
from hub.cases.checkrules import KINDS, WORDS
from hub.cases.routes.provenance import way_back
from hub.cases.routes.shown import bp
from hub.cases.rules import READ_CHECKS, TUNE_CHECKS
from hub.core.errors import Invalid
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.people.models import Role
from hub.web.forms import Form, Read, Short, blank, read
from hub.web.pages import done, page
from hub.web.paging import after

HERE = "/cases/overrides"


class JudgementForm(Form):
    """Whether it was right to send it."""

    right: Literal["yes", "no"]


class LevelForm(Form):
    """How strict the check is with one kind of find."""

    kind: Short
    level: Level


@bp.get("/cases/overrides")
def overrides() -> str:
    require(g.actor, READ_CHECKS)
    return _shown(blank())


@bp.post("/cases/overrides/<int:id>/judgement")
def judge_override(id: int) -> Response:
    override, form = the_override(g.actor, id), read(JudgementForm)
    if not form.ok:
        raise Invalid(_("Say whether it was right to send it."), field="right")
    judge(g.actor, override, was_right=form.data.right == "yes")
    return done(HERE, say=_("Noted. Nothing changes for the customer."))


@bp.post("/cases/overrides/rules")
def set_check() -> Any:
    require(g.actor, TUNE_CHECKS)
    form = read(LevelForm)
    if form.ok:
        try:
            set_level(g.actor, form.data.kind, form.data.level)
            return done(f"{HERE}#rules", say=_("That holds from the next reply on."))
        except Invalid as refused:
            form.refuse("level", refused.message)
    return _shown(form), 422


def _shown(form: Read[Any]) -> str:
    tunes, audits = can(g.actor, TUNE_CHECKS), g.actor.has(Role.AUDITOR)
    return page(
        "cases/overrides.html", tunes=tunes, back=way_back(g.actor),
        sample=overriding.sample(g.actor) if tunes else (),
        left=everything_left(g.actor, after()) if audits else None,
        kinds=overriding.strictness(g.actor), kind_words=KINDS, words=WORDS, form=form,
    )  # fmt: skip
