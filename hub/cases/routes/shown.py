"""The blueprint of the desk, and the page of a case that every refused form comes back to."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, request
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from hub.cases import queries, showing
from hub.cases.actions.posting import opening_of
from hub.cases.actions.reaching import is_mail, places_to_answer
from hub.cases.approvals import waiting_in
from hub.cases.asked import Asked, asked_for, labels_of, shelves
from hub.cases.beside import around
from hub.cases.composing import Composer, composer_for, with_people
from hub.cases.conversation import messages_since
from hub.cases.copying import copies_of
from hub.cases.drafts import begun_by, reply_draft
from hub.cases.freshness import look_at
from hub.cases.models import Case, Message, Step
from hub.cases.replyfiles import files_of_case, files_that_left, with_files
from hub.cases.rules import REPLY, WORK_CASE
from hub.cases.sharing import shared_in
from hub.cases.sorting import SORTS
from hub.cases.ways import ways_for
from hub.channels.contract import MessageState
from hub.channels.opening import opens_there
from hub.channels.owner import owner_of
from hub.channels.ways import PRIVATE
from hub.core.permissions import can, load
from hub.threads.presence import others_among
from hub.threads.presence_models import Presence
from hub.web.guard import wants_fragment
from hub.web.pages import page
from hub.web.paging import Page

bp = Blueprint("cases", __name__, template_folder="../templates")
SHOWN, MOST_SHOWN = 50, 2_000  # messages of a conversation: at first, and at most at once
PARTS = {"head": "cases/_head.html", "log": "cases/_log.html", "list": "cases/_list.html"}


def the_case(id: int, *more: ORMOption) -> Case:
    """The case of the address with everything its head shows, and `more`."""
    options = [
        joinedload(getattr(Case, name))
        for name in ("customer", "channel", "assignee", "answered_by", "space")
    ]
    here = joinedload(Case.here).joinedload(Presence.person)
    return load(g.actor, Case, id, options=[*options, here, begun_by(g.actor), with_files(), *more])


def the_view() -> str:
    """Which list stands beside: kept in the address while one goes from case to case."""
    view = request.args.get("view") or "mine"
    return view if view in queries.VIEWS else "mine"


def the_list() -> Asked:
    """The same with filter and order, read for whoever looks."""
    args = request.args
    return asked_for(g.actor, the_view(), args.get("filter", ""), args.get("sort", ""))


def list_values(asked: Asked, after: int | None = None, *, beside: bool = False) -> dict[str, Any]:
    """What the list pane needs; `beside` a case it goes without kept lists and labels."""
    found = Page[queries.Row]([])
    if not asked.trouble:
        found = queries.list_cases(g.actor, asked.view, after=after, narrowed_to=asked.test, sort=asked.sort)
    return {
        "asked": asked, "view": asked.view, "found": found, "counts": queries.view_counts(g.actor),
        "shelves": [] if beside else shelves(g.actor, asked),
        "labels": {} if beside else labels_of([row.case.id for row in found.items]),
        "sorts": SORTS, "showing": showing,
    }  # fmt: skip


def case_url(case: Case, **more: str) -> str:
    """The address of a case, with the list that one comes from."""
    args = request.args
    return Asked(the_view(), args.get("filter", ""), args.get("sort", "")).url(f"/cases/{case.id}", **more)


def to_post(messages: Sequence[Message]) -> dict[int, tuple[str, str]]:
    """Replies that a person has to post: the site, and where it is ready to be posted there."""
    waiting = [each for each in messages if each.state == MessageState.BY_HAND]
    there = opens_there(waiting[0].case.channel) if waiting else None
    return {each.id: (there.site if there is not None else "", opening_of(each)) for each in waiting}


def way_begun(case: Case) -> tuple[str, str | None]:
    """In private where the address says so and there is that way, with what was begun there."""
    if request.args.get("way") != PRIVATE or PRIVATE not in ways_for(case):
        return "", None
    return PRIVATE, reply_draft(g.actor, case, PRIVATE)


def wanted_messages(case: Case) -> int:
    """How many of a conversation: so many, or as far back as to a message that a link leads to."""
    asked = request.args.get("shown", type=int) or SHOWN
    if (to := request.args.get("message", type=int)) is not None:
        asked = max(asked, messages_since(case, to))
    return min(max(asked, SHOWN), MOST_SHOWN)


def conversation(case: Case, shown: int) -> tuple[Sequence[Message], Sequence[Step], str]:
    """The newest of it, and the address where there is more."""
    messages, steps = queries.messages_of(case, shown + 1), queries.steps_of(case)
    if len(messages) <= shown:
        return messages, steps, ""
    messages = messages[1:]
    later = [step for step in steps if step.at >= messages[0].at]
    if shown >= MOST_SHOWN:
        return messages, later, f"/cases/{case.id}/timeline"
    more = min(2 * shown, MOST_SHOWN)
    return messages, later, f"{case_url(case, shown=str(more))}#m{messages[0].id}"


def show_case(case: Case, composer: Composer | None = None, **more: Any) -> str:
    """The page of a case; `composer` when a reply was refused, `more` for other refused forms."""
    actor = g.actor
    messages, steps, earlier = conversation(case, shown := wanted_messages(case))
    sources = queries.sources_of_case(case)
    drafted = [row for row in sources if row.reply is row.waits is None and row.person_id == actor.id]
    if composer is None:
        seen = messages[-1].id if messages else 0
        composer = composer_for(case, drafted, seen, *way_begun(case))
    composer.elsewhere = places_to_answer(case, messages, steps) if is_mail(case) else ()
    composer.copies = copies_of(case, messages)
    looked = look_at(actor, case, composer.sources)
    composer.ways, composer.changed = looked.ways, looked.changed
    with_people(composer, sources)
    files = files_of_case(case) if case.has_files or composer.files else ()
    composer.files = [
        row for row in files if (row.person_id, row.message_id, row.waits) == (actor.id, None, None)
    ]
    values = {
        **list_values(the_list(), beside=True),
        "case": case,
        "dots": showing.dots(case),
        "lines": showing.log_lines(case, messages, steps, sources, actor),
        "earlier": earlier,
        "shown": shown if shown != SHOWN else None,
        "failed": showing.failed_of(messages),
        "to_post": to_post(messages),
        "around": around(actor, case, messages),
        "composer": composer,
        "sent_files": files_that_left(files),
        "others": others_among(actor, case.here),
        "waiting": waiting_in(case),
        "shared": shared_in(case),
        "may_reply": can(actor, REPLY, case),
        "may_work": can(actor, WORK_CASE, case),
        "owner": owner_of(case.channel),
        "minutes": queries.minutes_left(case),
        **more,
    }
    return page(_asked_part(), **values)


def _asked_part() -> str:
    part = PARTS.get(request.args.get("part", "")) if wants_fragment() else None
    return part or "cases/case.html"
