"""What the addresses of the desk share: the blueprint, and who may come in."""

from flask import Blueprint, Response, g, request

from hub.core.permissions import can, require
from hub.core.words import lazy
from hub.curation.queries import count_anew
from hub.curation.rules import ENTER_DESK
from hub.wiki.rules import SAMPLE

bp = Blueprint("curation", __name__, template_folder="../templates")

PARTS = (
    ("", lazy("Overview")),
    ("review", lazy("Review")),
    ("promote", lazy("Promote")),
    ("gaps", lazy("Gaps")),
    ("duplicates", lazy("Duplicates")),
    ("debt", lazy("Answer debt")),
    ("experts", lazy("Experts")),
    ("links", lazy("Are links right?")),
    ("measures", lazy("Measures")),
    ("/recalls", lazy("Recalls")),
)

OF_COACHES = ("links", "measures")  # their pages stand in hub/linking


@bp.before_app_request
def _enter() -> None:
    """Every address of the desk is for those who curate something."""
    if request.blueprint == bp.name and g.actor.is_active:
        require(g.actor, ENTER_DESK, None)


@bp.after_request
def _count_anew(response: Response) -> Response:
    if request.method == "POST":
        count_anew()
    return response


def tabs(current: str) -> list[dict[str, object]]:
    """The parts of the desk, as the macro takes them."""
    return [
        {
            "label": label,
            "url": part if part.startswith("/") else f"/curate/{part}".rstrip("/"),
            "current": part == current,
        }
        for part, label in PARTS
        if part not in OF_COACHES or can(g.actor, SAMPLE, None)
    ]
