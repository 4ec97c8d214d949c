"""What the administration chooses about questions."""

from typing import Annotated, Any

from flask import g
from pydantic import Field

from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.rules import ADMINISTER
from hub.qa import closings, ruling
from hub.qa.promised import USUAL_HOURS, hours_in_force
from hub.qa.routes.shown import bp
from hub.web.forms import LINES, Form, blank, bounded, read
from hub.web.pages import done, page


class RuleForm(Form):
    """The reasons for closing a question, one on each line; working hours before one climbs."""

    reasons: Annotated[str, bounded(20 * LIMITS.short), LINES] = ""
    hours: Annotated[int, Field(ge=1, le=80)] = USUAL_HOURS


@bp.get("/admin/questions")
def rule_page() -> str:
    require(g.actor, ADMINISTER)
    return page("qa/rule.html", form=blank(reasons="\n".join(closings.reasons()), hours=hours_in_force()))


@bp.post("/admin/questions")
def save_rule() -> Any:
    require(g.actor, ADMINISTER)
    form = read(RuleForm)
    if not form.ok:
        return page("qa/rule.html", form=form), 422
    ruling.set_rule(g.actor, reasons=form.data.reasons.splitlines(), hours=form.data.hours)
    return done("/admin/questions", say=_("Saved."))
