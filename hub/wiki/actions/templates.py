"""Changing what new pages begin with."""

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import transaction
from hub.core.permissions import require
from hub.people.models import Person
from hub.wiki.beginnings import TEMPLATES, template_for
from hub.wiki.models import PageKind
from hub.wiki.rules import EDIT_TEMPLATE
from hub.wiki.template_models import PageTemplate


def keep_template(actor: Person, kind: PageKind, body: str) -> None:
    """What pages of a kind begin with from now on. Nothing, or what comes with the hub, brings that back."""
    require(actor, EDIT_TEMPLATE)
    with transaction() as db:
        before, row = template_for(kind), db.get(PageTemplate, kind)
        if body.strip() in ("", TEMPLATES[kind].strip()):
            if row is not None:
                db.delete(row)
        else:
            row = row or PageTemplate(kind=kind)
            row.body, row.editor_id, row.at = f"{body.strip()}\n", actor.id, clock.now()
            db.add(row)
        db.flush()
        if before != template_for(kind):
            audit(actor, "wiki.edit_template", f"template:{kind}", after={"characters": len(body)})
