"""What cases add to a person's calendar: promised answers, and cases put off. Numbers, and no customer."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select

from hub.cases.models import IS_UNDER_WAY, Case
from hub.core.db import session
from hub.core.features import Dated
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.people.models import Person

MOST = 100


def promises_of(person: Person, since: datetime) -> Iterator[Dated]:
    """Of the cases that they work on: a calendar may be read by a machine of somebody else."""
    cases = (
        readable(person, select(Case))
        .where(Case.assignee_id == person.id, IS_UNDER_WAY)
        .where(or_(Case.due_at > since, Case.snoozed_until > since))
        .order_by(Case.id)
        .limit(MOST)
    )
    for case in session().scalars(cases).unique():
        url = f"/cases/{case.id}"
        if case.due_at is not None and case.due_at > since and case.first_replied_at is None:
            title = _("Case %(id)s: an answer is promised", id=case.id)
            yield Dated(f"case-{case.id}-due", title, url, case.due_at)
        if case.snoozed_until is not None and case.snoozed_until > since:
            title = _("Case %(id)s comes back", id=case.id)
            yield Dated(f"case-{case.id}-back", title, url, case.snoozed_until)
