"""The page of webhooks, for those who set up the hub."""

from typing import Annotated, Any

from flask import Blueprint, Response, g
from pydantic import Field
from sqlalchemy import select

from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.people.rules import ADMINISTER
from hub.spaces.models import Space, SpaceKind, Visibility
from hub.web.chat import FORMS, trouble_of
from hub.web.chat import Form as Shape
from hub.web.forms import Form, Name, Short, blank, read
from hub.web.pages import done, page
from hub.webhooks import actions
from hub.webhooks.models import Webhook
from hub.webhooks.wording import LABELS

bp = Blueprint("webhooks", __name__, template_folder="templates")


class WebhookForm(Form):
    """Where to, in which form, of what."""

    name: Name
    form: Shape
    address: Annotated[str, Field(min_length=8, max_length=2_000)]
    kinds: list[Short] = Field(default_factory=list, max_length=20)
    space: Short = ""
    with_titles: bool = False


@bp.get("/admin/webhooks")
def webhooks() -> str:
    require(g.actor, ADMINISTER)
    return _page()


@bp.post("/admin/webhooks")
def add_webhook() -> Any:
    require(g.actor, ADMINISTER)
    form = read(WebhookForm)
    if form.ok:
        sent = form.data
        space = load(g.actor, Space, sent.space, by=Space.slug) if sent.space else None
        try:
            key = actions.add_webhook(
                g.actor,
                sent.name,
                sent.form,
                sent.address,
                sent.kinds,
                space=space,
                with_titles=sent.with_titles,
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field or "address", error.message)
        else:
            return _page(key=key)
    return _page(form=form), 422


@bp.post("/admin/webhooks/<int:id>/pause")
def pause_webhook(id: int) -> Response:
    hook = load(g.actor, Webhook, id)
    actions.pause_webhook(g.actor, hook, paused=hook.is_active)
    return done("/admin/webhooks", say=_("Saved."))


@bp.get("/admin/webhooks/<int:id>/removal")
def removal_page(id: int) -> str:
    hook = load(g.actor, Webhook, id)
    require(g.actor, ADMINISTER)
    return page("webhooks/removal.html", hook=hook)


@bp.post("/admin/webhooks/<int:id>/removal")
def remove_webhook(id: int) -> Response:
    actions.remove_webhook(g.actor, load(g.actor, Webhook, id))
    return done("/admin/webhooks", say=_("Removed. Its address and its key are forgotten."))


def _page(**more: Any) -> str:
    hooks = session().scalars(select(Webhook).order_by(Webhook.name, Webhook.id)).all()
    open_ones = select(Space).where(Space.visibility == Visibility.EVERYONE, Space.kind != SpaceKind.DESK)
    spaces = [("", _("All that every colleague reads"))]
    spaces += [(space.slug, space.name) for space in session().scalars(open_ones.order_by(Space.name))]
    shown = {"form": blank(form="slack", kinds=list(LABELS)[:2]), "key": ""}
    return page(
        "webhooks/webhooks.html",
        hooks=hooks,
        trouble_of=trouble_of,
        labels=LABELS,
        shapes=FORMS,
        spaces=spaces,
        **{**shown, **more},
    )
