"""What holds for all pages: which audience needs which confidence, when a page is looked at again."""

from typing import Any, Literal

from flask import g
from pydantic import Field

from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.web.forms import Form, Read, blank, read
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki.actions.keeping import REVIEW_DAYS
from hub.wiki.actions.policy import set_policy
from hub.wiki.models import PageAudience, PageKind, PageState
from hub.wiki.policy import RELIABLE, least_of, policy_in_force
from hub.wiki.routes.keeping import every
from hub.wiki.routes.shown import bp
from hub.wiki.rules import SET_POLICY


class PolicyForm(Form):
    """The least confidence of each audience, and how pages come up for review."""

    internal: PageState
    partner: PageState
    customer: PageState
    public: PageState
    review_days: int
    uses: int
    kinds: list[PageKind] = Field(default_factory=list)
    ladder: Literal["", "1"] = ""


@bp.get("/wiki/rules")
def policy_now() -> str:
    require(g.actor, SET_POLICY)
    now = policy_in_force()
    least = {str(audience): least_of(states) for audience, states in now.needed.items()}
    kinds = sorted(now.calendar_kinds)
    rest = {"review_days": now.review_days, "kinds": kinds, "uses": now.uses}
    return _deciding(blank(**least, **rest, ladder="1" if now.ladder else ""))


@bp.post("/wiki/rules")
def policy_decided() -> Any:
    require(g.actor, SET_POLICY)
    form = read(PolicyForm)
    if not form.ok:
        return _deciding(form), 422
    sent = form.data
    least = {audience: getattr(sent, audience.value) for audience in PageAudience}
    if PageState.ARCHIVED in least.values():
        form.refuse("customer", _("Please choose one of the offered values."))
        return _deciding(form), 422
    try:
        set_policy(
            g.actor, least=least, review_days=sent.review_days, calendar_kinds=sent.kinds, uses=sent.uses,
            ladder=bool(sent.ladder),
        )  # fmt: skip
    except Invalid as error:
        form.refuse(error.field or "uses", error.message)
        return _deciding(form), 422
    return done("/wiki/rules", say=_("That holds from now on."))


def _deciding(form: Read[Any]) -> str:
    return whole(
        "wiki/policy.html", form=form,
        audiences=[(audience.value, audience.label) for audience in PageAudience],
        states=[(state.value, state.label) for state in RELIABLE],
        kinds=[(kind.value, kind.label) for kind in PageKind],
        days=[(days, every(days)) for days in REVIEW_DAYS],
    )  # fmt: skip
