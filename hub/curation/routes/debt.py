"""Answer debt by community, and giving a row to somebody as a task."""

from flask import Response, g, request

from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.curation.actions import give_task
from hub.curation.debts import Debt, Owed, debts
from hub.curation.routes.shown import bp, tabs
from hub.curation.rules import curated_spaces
from hub.qa.actions import vet_answer
from hub.qa.models import Answer
from hub.qa.rules import VET
from hub.web.pages import done, page

SHOWN = 100
NOT_OWED = lazy("This is not owed any more. Open the list again.")


@bp.get("/curate/debt")
def debt() -> str:
    """What is owed, community by community, what is used most first; `?owed=` only one kind."""
    spaces = curated_spaces(g.actor)
    found = debts(spaces)
    chosen = request.args.get("owed", "")
    shown = [each for each in found if not chosen or each.owed == chosen][:SHOWN]
    places = [(space, [each for each in shown if each.space_id == space.id]) for space in spaces]
    kinds = [{"label": _("Everything"), "url": "/curate/debt", "current": not chosen, "count": len(found)}]
    kinds += [
        {"label": owed.label, "url": f"/curate/debt?owed={owed}", "current": chosen == owed,
         "count": sum(each.owed == owed for each in found)}
        for owed in Owed
    ]  # fmt: skip
    places = sorted((each for each in places if each[1]), key=lambda each: -len(each[1]))
    return page("curation/debt.html", places=places, kinds=kinds, tabs=tabs("debt"), vet_right=VET)


@bp.post("/curate/debt/tasks")
def give() -> Response:
    """Ask whoever can pay it best."""
    found = _owed()
    give_task(g.actor, found)
    return done("/curate/debt", say=_("%(name)s is asked.", name=found.person.first_name))


@bp.post("/curate/debt/checks")
def check() -> Response:
    """An old answer holds as it stands: it is vetted anew."""
    found = _owed()
    if not isinstance(found.thing, Answer) or found.owed != Owed.CHECK:
        raise Invalid(NOT_OWED)
    vet_answer(g.actor, found.thing)
    return done(f"/curate/debt?owed={Owed.CHECK}", say=_("It holds, says the page now."))


def _owed() -> Debt:
    key = request.form.get("debt", "")
    found = next((each for each in debts(curated_spaces(g.actor)) if each.key == key), None)
    if found is None:
        raise Invalid(NOT_OWED)
    return found
