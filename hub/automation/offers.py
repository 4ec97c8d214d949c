"""What the palette offers over a case: the macros that can be run on it."""

import re
from collections.abc import Iterator

from sqlalchemy import select

from hub.automation.models import Macro
from hub.cases.models import Case
from hub.cases.rules import WORK_CASE
from hub.core.db import session
from hub.core.limits import LIMITS
from hub.core.permissions import can, readable
from hub.core.words import gettext as _
from hub.people.models import Person

CASE = re.compile(r"/cases/(\d{1,18})(?:/.*)?")
MOST = 50


def macros_over(actor: Person, path: str) -> Iterator[tuple[str, str, str]]:
    """(label, address, icon) of each; nothing over another page."""
    found = CASE.fullmatch(path)
    if found is None or int(found[1]) > LIMITS.highest_id:
        return
    case = session().scalars(readable(actor, select(Case)).where(Case.id == int(found[1]))).one_or_none()
    if case is None or not can(actor, WORK_CASE, case):
        return
    mine = readable(actor, select(Macro)).where(Macro.space_id == case.space_id)
    for macro in session().scalars(mine.order_by(Macro.position, Macro.id).limit(MOST)):
        yield _("Run “%(name)s”", name=macro.name), f"/cases/{case.id}/macros/{macro.id}", "spark"
