"""Reading: the list, a case, its inside pane, its timeline, the loops that broke."""

from flask import g, request

from hub.cases import queries, showing
from hub.cases.actions.presence import be_here
from hub.cases.approvals import approval_of
from hub.cases.broken import BROKEN, broken_counts, broken_loops
from hub.cases.inside_pane import inside_values, unread_by
from hub.cases.lessons import share_recorded
from hub.cases.models import Case
from hub.cases.routes.checking import checked
from hub.cases.routes.days import start_of_day
from hub.cases.routes.shown import bp, list_values, show_case, the_case, the_list
from hub.core.errors import NotFound
from hub.core.words import gettext as _
from hub.links.timeline import KINDS, timeline_of_case
from hub.people.queries import names_by_id
from hub.web.guard import wants_fragment
from hub.web.pages import fragment_or_page, page
from hub.web.paging import after

MOST_COUNTED = 1_000  # broken loops of a kind: more than anybody goes through


@bp.get("/cases")
def cases() -> tuple[str, int]:
    values = {**list_values(the_list(), after()), "case": None}
    if not wants_fragment():
        values["figures"] = queries.figures_of_today(g.actor, start_of_day())
    more = "cases/_rows.html" if after() is not None else "cases/_list.html"
    answer = fragment_or_page(more, "cases/cases.html", **values)
    return answer, 422 if values["asked"].trouble else 200


@bp.get("/cases/<int:id>")
def case(id: int) -> str:
    found = the_case(id)
    shown = show_case(found, checked(found))
    if not wants_fragment():
        be_here(g.actor, found)
    return shown


@bp.get("/cases/<int:id>/inside")
def inside(id: int) -> str:
    found = the_case(id, unread_by(g.actor))
    part = "cases/_inside_body.html" if request.args.get("part") == "body" else "cases/_inside.html"
    return fragment_or_page(part, "cases/inside.html", **inside_values(g.actor, found))


@bp.get("/cases/<int:id>/timeline")
def timeline(id: int) -> str:
    found = the_case(id)
    return _timeline(found, f"/cases/{id}/timeline", found.ref)


@bp.get("/cases/<int:id>/replies/<int:message_id>/timeline")
def reply_timeline(id: int, message_id: int) -> str:
    """The same, with what is of this reply marked."""
    found = the_case(id)
    message = queries.message_in(g.actor, found, message_id)
    return _timeline(found, f"/cases/{id}/replies/{message_id}/timeline", message.ref)


@bp.get("/cases/<int:id>/outcome/timeline")
def outcome_timeline(id: int) -> str:
    """The same, from its end: what the customer said and what was learned."""
    return _timeline(the_case(id), f"/cases/{id}/outcome/timeline", "", unless="outcome")


@bp.get("/cases/<int:id>/replies/<int:message_id>/sources")
def reply_sources(id: int, message_id: int) -> str:
    found = the_case(id)
    message = queries.message_in(g.actor, found, message_id)
    if message.automatic:
        raise NotFound
    sources = [row for row in queries.sources_of_case(found) if row.reply == message.ref]
    ids = {person for row in sources for person in (*row.authors, row.vetted_by_id or 0)}
    made = showing.made_from(sources, names_by_id(ids))
    return page(
        "cases/sources.html",
        case=found,
        message=message,
        sources=made,
        overrides=queries.overrides_of(message),
        approval=approval_of(message),
    )


@bp.get("/cases/loops")
def loops() -> str:
    kind = request.args.get("kind", "unused")
    kind = kind if kind in BROKEN else "unused"
    found, counts = broken_loops(g.actor, kind), broken_counts(g.actor, MOST_COUNTED + 1)
    told = {name: f"{MOST_COUNTED}+" if count > MOST_COUNTED else count for name, count in counts.items()}
    return page(
        "cases/loops.html", found=found, kind=kind, kinds=BROKEN, counts=told, showing=showing,
        noted=share_recorded(g.actor),
    )  # fmt: skip


def _timeline(found: Case, place: str, here: str, unless: str = "") -> str:
    kind = request.args.get("kind", unless)
    kind = kind if kind in KINDS else ""
    return fragment_or_page(
        "_timeline.html", "timeline.html", title=found.subject,
        back=(_("Back to the case"), f"/cases/{found.id}"), place=place, kind=kind, kinds=KINDS, here=here,
        entries=timeline_of_case(g.actor, found, kind), live=found.ref,
    )  # fmt: skip
