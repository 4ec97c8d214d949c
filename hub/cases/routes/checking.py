"""What the guard says to a reply before it is sent: while one types, and when one decides about it."""

from typing import Any

from flask import g, request

from hub.cases import guard
from hub.cases.composing import AFTER, Composer, composer_for, with_people, without
from hub.cases.drafts import keep_draft
from hub.cases.models import Case
from hub.cases.replyfiles import files_in_draft
from hub.cases.routes.reply import composed
from hub.cases.routes.shown import bp, case_url, show_case, the_case, way_begun
from hub.cases.rules import REPLY
from hub.core.db import transaction
from hub.core.permissions import can, require
from hub.reuse.variables import fill, known_of
from hub.web.guard import takes_files, wants_fragment
from hub.web.pages import done, page

KEEP = "keep"  # what was found stays, and its writer says why


@bp.post("/cases/<int:id>/check")
@takes_files
def check_reply(id: int) -> Any:
    case = the_case(id)
    require(g.actor, REPLY, case)
    composer, form = composed(case, takes_along=not wants_fragment())  # asked while typing: again and again
    if form.ok:
        if form.data.guard == "fill":  # masked words that came back from inside, or a saved reply as typed
            composer.body = fill(composer.body, known_of(case, g.actor))
        _look_at(composer)
        wanted = next((each for each in composer.findings if each.key == form.data.take_out), None)
        if wanted is not None:
            composer.body = without(composer.body, wanted)
            _look_at(composer)
        composer.asking = form.data.guard == KEEP or bool(composer.reasons)
    else:
        composer.error = " ".join(message for each in form.errors.values() for message in each)
    if wants_fragment():
        return page("cases/_checked.html", composer=with_people(composer), case=case)
    with transaction():
        keep_draft(g.actor, case, composer.body, composer.way)
    if composer.error or composer.reasons:  # what was typed beside the reply stands in no draft
        return show_case(case, composer)
    return done(_here_again(composer))


def checked(case: Case) -> Composer | None:
    """The draft with what the guard says to it, where the address asks for that."""
    asked = request.args
    if "check" not in asked or not can(g.actor, REPLY, case):
        return None
    way, begun = way_begun(case)
    composer = composer_for(case, guard.draft_sources(case, g.actor), asked.get("seen", 0, int), way, begun)
    composer.files = files_in_draft(case, g.actor)
    composer.confirmed, composer.unchecked = "confirmed" in asked, False
    composer.shared_seen = asked.get("shared", 0, int)
    composer.then = next((name for name, _label in AFTER if name == asked.get("then")), composer.then)
    _look_at(composer)
    composer.asking = asked["check"] == KEEP
    return composer


def _look_at(composer: Composer) -> None:
    case, body = composer.case, composer.body
    composer.findings = guard.inspect(case, body, g.actor, files=composer.files, way=composer.way)
    composer.fillable = fill(body, known_of(case, g.actor)) != body


def _here_again(composer: Composer) -> str:
    """The page of the case with the same decision to be taken."""
    more = {"check": KEEP if composer.asking else "look", "then": composer.then, "seen": str(composer.seen)}
    if composer.way:
        more["way"] = composer.way
    if composer.confirmed:
        more["confirmed"] = "1"
    if composer.shared_seen:
        more["shared"] = str(composer.shared_seen)
    return f"{case_url(composer.case, **more)}#{'stop' if composer.stops else 'reply'}"
