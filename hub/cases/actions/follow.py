"""Giving a customer the address of their page, revoking it, and what they write there."""

import secrets
from datetime import timedelta

from sqlalchemy import func, select

from hub.cases.actions.intake import receive
from hub.cases.actions.steps import step
from hub.cases.events import CustomerPage
from hub.cases.follow_models import USUAL_DAYS, Following, FollowRule
from hub.cases.following import is_offered, newest_of, rule_of
from hub.cases.models import Case, Message
from hub.cases.rules import RUN_DESK, WORK_CASE
from hub.channels.contract import Author, Incoming
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import Space

BY_PAGE = "page:"
AN_HOUR = 20  # messages from the page of one case; who writes more is no customer
LEAST_LEFT = timedelta(days=7)  # an address in a mail lives at least so long, where the desk gives it as much


def set_follow(actor: Person, desk: Space, *, on: bool, days: int) -> None:
    """Whether mails of the desk lead to the page. Switched off, no address opens anything."""
    require(actor, RUN_DESK, desk)
    with transaction() as db:
        row = rule_of(desk.id) or FollowRule(space_id=desk.id)
        row.on, row.days, row.changed_by_id, row.at = on, days, actor.id, clock.now()
        db.add(row)
        audit(actor, "cases.set_follow", desk.ref, after={"on": on, "days": days})


def address_for_mail(case: Case) -> None:
    """Before a mail leaves, inside a transaction: see that there is an address that lasts a while."""
    if not is_offered(case):
        return
    there = newest_of(case)
    rule = rule_of(case.space_id)
    days = rule.days if rule is not None else USUAL_DAYS
    if there is None or there.until - clock.now() < min(LEAST_LEFT, timedelta(days=days) / 2):
        _make(SYSTEM, case, days)


def make_address(actor: Person, case: Case) -> Following:
    """One to be given to the customer by whoever works on the case."""
    require(actor, WORK_CASE, case)
    if not is_offered(case):
        raise Invalid(_("This desk offers customers no page."))
    with transaction():
        locked(case)
        rule = rule_of(case.space_id)
        return newest_of(case) or _make(actor, case, rule.days if rule is not None else USUAL_DAYS)


def revoke(actor: Person, case: Case) -> None:
    """No address of this case opens anything any more; the next mail brings a new one."""
    require(actor, WORK_CASE, case)
    with transaction():
        locked(case)
        statement = select(Following).where(Following.case_id == case.id, Following.revoked_at.is_(None))
        for row in session().scalars(statement):
            row.revoked_at = clock.now()
        step(actor, case, "page_revoked")
        record(CustomerPage(on=False), actor, case)


def write_there(case: Case, text: str, once: str) -> Message:
    """What the customer adds on their page: a message of theirs like any other. The same one only once."""
    recent = select(func.count(Message.id)).where(
        Message.case_id == case.id, Message.external_id.startswith(BY_PAGE),
        Message.at > clock.now() - timedelta(hours=1),
    )  # fmt: skip
    if (session().scalar(recent) or 0) >= AN_HOUR:
        raise Invalid(_("That is a lot at once. Please wait a little, then send this again."))
    incoming = Incoming(
        f"{BY_PAGE}{case.id}:{once or secrets.token_urlsafe(12)}",
        Author(case.address, case.customer.name),
        text,
        clock.now(),
        subject=case.subject,
        thread=case.thread,
        language=case.language,
        case_id=case.id,
    )
    return receive(case.channel, incoming)


def _make(actor: Actor, case: Case, days: int) -> Following:
    moment = clock.now()
    until = (moment + timedelta(days=days)).replace(microsecond=0)
    row = Following(case_id=case.id, case=case, key=secrets.token_urlsafe(18), made_at=moment, until=until)
    session().add(row)
    session().flush()
    record(CustomerPage(), actor, case)
    return row
