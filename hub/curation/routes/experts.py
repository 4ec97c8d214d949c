"""Topics that colleagues ask about and nobody was named for."""

from flask import g

from hub.core.permissions import can
from hub.curation.routes.shown import bp, tabs
from hub.curation.rules import curated_spaces
from hub.qa.experts import without_expert
from hub.spaces.experts import NAME_EXPERT
from hub.web.pages import page


@bp.get("/curate/experts")
def experts() -> str:
    """Busiest first, with those whose answers speak for them."""
    found = without_expert(g.actor, curated_spaces(g.actor))
    may_name = {each.topic.id for each in found if can(g.actor, NAME_EXPERT, each.topic)}
    return page("curation/experts.html", busy=found, may_name=may_name, tabs=tabs("experts"))
