"""The page of the rules: what each badge is for, and how far oneself is."""

from flask import Blueprint, g

from hub.badges.queries import ways
from hub.badges.rules import MOST_A_DAY
from hub.people.recognition import is_recognised
from hub.web.pages import page

bp = Blueprint("badges", __name__, template_folder="templates")


@bp.get("/badges")
def rules() -> str:
    own = is_recognised(g.actor)
    return page("badges/rules.html", ways=ways(g.actor), own=own, most=MOST_A_DAY)
