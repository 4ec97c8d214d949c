"""Reports of where replies came from: for one reply, for a time, and whether a report is genuine."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from flask import Response, g, request
from werkzeug.datastructures import MultiDict

from hub.cases import queries
from hub.cases.auditing import own_desks
from hub.cases.provenance import is_genuine, replies_between, report_of
from hub.cases.routes.shown import bp, the_case
from hub.cases.rules import READ_CHECKS, has_case_place
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import transaction
from hub.core.errors import Invalid, NotFound
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.web.forms import LINES, Form, Read, blank, bounded, read
from hub.web.guard import takes_files
from hub.web.pages import page

LONGEST = timedelta(days=92)
MOST = 900_000


class GenuineForm(Form):
    """A report as it was saved: the file itself, or what stands in it."""

    report: Annotated[str, bounded(MOST, 1), LINES]
    file: Annotated[str, bounded(300), LINES] = ""  # a script sends its name; the file comes in another part


@bp.get("/cases/<int:id>/replies/<int:message_id>/provenance.json")
def reply_report(id: int, message_id: int) -> Response:
    message = queries.message_in(g.actor, the_case(id), message_id)
    if message.author_id is None:
        raise NotFound
    return _sent([message], f"reply-{message.id}")


@bp.get("/cases/provenance")
def provenance() -> str:
    require(g.actor, READ_CHECKS)
    return _shown(blank())


@bp.get("/cases/provenance.json")
def period_report() -> Response:
    require(g.actor, READ_CHECKS)
    since, until = _day("since"), _day("until") + timedelta(days=1)
    if not since < until <= since + LONGEST:
        raise Invalid(
            _("Choose a time of three months at most, the first day before the last."), field="until"
        )
    return _sent(replies_between(g.actor, since, until), f"replies-{since.date()}")


@bp.post("/cases/provenance")
@takes_files
def check_report() -> Any:
    require(g.actor, READ_CHECKS)
    sent, came = MultiDict(request.form), request.files.get("file")
    if came is not None and came.filename:
        sent["report"] = came.read(4 * MOST).decode(errors="replace")
    form = read(GenuineForm, sent)
    if not form.ok:
        return _shown(form), 422
    return _shown(form, genuine=is_genuine(form.data.report))


def _sent(messages: Any, name: str) -> Response:
    masked = request.args.get("masked") == "1"
    report = report_of(messages, clock.now(), masked=masked, own=own_desks(g.actor))
    with transaction():  # who took words of customers along is written down
        audit(g.actor, "cases.export_provenance", name, after={"replies": len(messages), "masked": masked})
    answer = Response(json.dumps(report, ensure_ascii=False, indent=1), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def _day(name: str) -> datetime:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        raise Invalid(_("Give both days, like 2026-03-14."), field=name) from None
    return datetime(found.year, found.month, found.day, tzinfo=UTC)


def _shown(form: Read[Any], genuine: bool | None = None) -> str:
    today = clock.now().date()
    return page(
        "cases/provenance.html", form=form, genuine=genuine, until=today, since=today - timedelta(days=30),
        back=way_back(g.actor), cases_seen=has_case_place(g.actor),
    )  # fmt: skip


def way_back(reader: Person) -> dict[str, str]:
    """Where a record about replies is left for: the cases, or the audit log for who sees no cases."""
    if has_case_place(reader):
        return {"url": "/cases", "label": _("Back to cases")}
    return {"url": "/admin/audit", "label": _("Audit log")}
