"""The skeletons of articles, as knowledge managers keep them."""

from typing import Any

from flask import g, request

from hub.core.db import session
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.web.forms import Form, OptionalBody, Read, blank, read
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki.actions.templates import keep_template
from hub.wiki.beginnings import TEMPLATES, template_for
from hub.wiki.models import PageKind
from hub.wiki.routes.shown import bp
from hub.wiki.rules import EDIT_TEMPLATE
from hub.wiki.template_models import PageTemplate

HERE = "/admin/article-templates"


class TemplateForm(Form):
    """The skeleton of a kind of page; an empty one brings back what comes with the hub."""

    kind: PageKind
    body: OptionalBody = ""


@bp.get("/admin/article-templates")
def templates() -> str:
    require(g.actor, EDIT_TEMPLATE)
    asked = request.args.get("kind", "")
    kind = PageKind(asked) if asked in {each.value for each in PageKind} else PageKind.HOWTO
    return _shown(kind, blank(kind=kind, body=template_for(kind)))


@bp.post("/admin/article-templates")
def keep_templates() -> Any:
    form = read(TemplateForm)
    if not form.ok:
        require(g.actor, EDIT_TEMPLATE)
        sent = str(form.value("kind"))
        kind = PageKind(sent) if sent in {each.value for each in PageKind} else PageKind.HOWTO
        return _shown(kind, form), 422
    keep_template(g.actor, form.data.kind, form.data.body)
    return done(f"{HERE}?kind={form.data.kind}", say=_("New pages of this type begin with it."))


def _shown(kind: PageKind, form: Read[Any]) -> str:
    tabs = [{"label": each.label, "url": f"{HERE}?kind={each}", "current": each == kind} for each in PageKind]
    kept = session().get(PageTemplate, kind)
    return whole("wiki/templates.html", kind=kind, tabs=tabs, form=form, kept=kept, original=TEMPLATES[kind])
