"""The customer's page of their case, without a sign-in; its addresses, and whether a desk offers it."""

from typing import Annotated, Any

from flask import g
from pydantic import Field
from werkzeug.wrappers import Response

from hub.cases import following
from hub.cases.actions import follow
from hub.cases.actions.intake import Doubtful
from hub.cases.follow_models import USUAL_DAYS
from hub.cases.models import Case
from hub.cases.routes.promises import the_desk
from hub.cases.routes.shown import bp, case_url, the_case
from hub.core.errors import Invalid, NotFound
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.core.words import speaking
from hub.spaces.models import Space
from hub.web.forms import LINES, Form, Read, Short, blank, bounded, read
from hub.web.guard import anyone
from hub.web.once import once_field
from hub.web.pages import done, page

MOST_DAYS = 365


class WriteForm(Form):
    """What the customer adds; `mark` makes of a double press one message."""

    text: Annotated[str, bounded(LIMITS.message, 1), LINES]
    mark: Short = ""


class FollowForm(Form):
    """Whether the desk offers the page, and for how many days an address lives."""

    on: str = ""
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = USUAL_DAYS


@bp.get("/f/<token>")
@anyone
def follow_case(token: str) -> Any:
    return _page(_case(token), token, blank())


@bp.post("/f/<token>")
@anyone
def write_on_page(token: str) -> Any:
    case, form = _case(token), read(WriteForm)
    if form.ok:
        try:
            follow.write_there(case, form.data.text, form.data.mark)
            with speaking(case.language):
                return done(f"/f/{token}", say=_("Thank you. Your message has reached us."))
        except Doubtful:
            form.refuse("text", _("This did not work here. Please write to us as you did before."))
        except Invalid as refused:
            form.refuse("text", refused.message)
    return _page(case, token, form), 422


@bp.post("/cases/<int:id>/page")
def make_page_address(id: int) -> Any:
    case = the_case(id)
    follow.make_address(g.actor, case)
    return done(f"/cases/{id}/handling#page", say=_("The address stands here now. Give it to nobody else."))


@bp.post("/cases/<int:id>/page/revocation")
def revoke_page(id: int) -> Any:
    case = the_case(id)
    follow.revoke(g.actor, case)
    return done(case_url(case), say=_("Revoked: the address opens nothing any more."))


@bp.get("/cases/desks/<slug>/page")
def follow_rule(slug: str) -> str:
    desk = the_desk(slug)
    rule = following.rule_of(desk.id)
    on, days = (rule.on, rule.days) if rule is not None else (False, USUAL_DAYS)
    return _rule_page(desk, blank(on="1" if on else "", days=days))


@bp.post("/cases/desks/<slug>/page")
def keep_follow_rule(slug: str) -> Any:
    desk, form = the_desk(slug), read(FollowForm)
    if not form.ok:
        return _rule_page(desk, form), 422
    follow.set_follow(g.actor, desk, on=bool(form.data.on), days=form.data.days)
    return done(f"/cases/desks/{slug}/page", say=_("That holds from the next mail on."))


def _case(token: str) -> Case:
    case = following.case_followed(token)
    if case is None:
        raise NotFound
    return case


def _page(case: Case, token: str, form: Read[Any]) -> Response | str:
    with speaking(case.language):
        return page(
            "cases/follow.html", subject=case.subject, language=case.language, token=token, form=form,
            first_name=case.customer.first_name, state=str(following.WORDS[case.state]), mark=once_field(),
            messages=[(each.is_ours, each.body, each.at) for each in following.said_to_them(case)],
            zone=following.zone_of(case),
        )  # fmt: skip


def _rule_page(desk: Space, form: Read[Any]) -> str:
    return page("cases/follow_rule.html", desk=desk, form=form)
