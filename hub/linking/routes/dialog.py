"""The link dialog, a page of its own: the same for cases, discussions, answers and pages."""

from typing import Annotated, Any

from flask import Blueprint, g, request
from pydantic import StringConstraints

from hub.cases.desks import channels_by_hand
from hub.core.errors import Invalid, NotFound
from hub.core.features import registry, resolve, url_of
from hub.core.limits import LIMITS
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.linking import actions
from hub.linking.choosing import TABS, choices, links_of, with_chosen
from hub.linking.pairs import LINKABLE, WORDS, kinds_at
from hub.linking.reporting import FROM
from hub.linking.rules import LINK
from hub.web.forms import Form, Note, Read, Short, blank, read
from hub.web.once import once
from hub.web.pages import done, page

bp = Blueprint("linking", __name__, template_folder="../templates")

Ref = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}:[0-9]{1,18}$")]


class LinkForm(Form):
    """What it is linked with, as what and why; `tab` and `q` lead back to where it was chosen."""

    target: Ref
    how: Short = "linked"
    reason: Note = ""
    tab: Short = ""
    q: Short = ""


class UnlinkForm(Form):
    """Why the link is wrong."""

    because: Note = ""


@bp.get("/links/<ref>")
def dialog(ref: str) -> str:
    return _shown(_thing(ref), blank())


@bp.post("/links/<ref>")
@once
def connect(ref: str) -> Any:
    thing, form = _thing(ref), read(LinkForm)
    if not form.ok:
        if form.error("target"):
            form.refuse("target", _("Choose what it is linked with."))
        return _shown(thing, form), 422
    try:
        made = actions.connect(
            g.actor, thing, resolve(g.actor, form.data.target), form.data.how, form.data.reason
        )
    except Invalid as refused:
        form.refuse(refused.field or "target", refused.message)
        return _shown(thing, form), 422
    return done(f"/links/{ref}", say=_("Linked."), undo=f"/links/{ref}/{made.id}/undoing")


@bp.post("/links/<ref>/<int:id>/removal")
def disconnect(ref: str, id: int) -> Any:
    thing, form = _thing(ref), read(UnlinkForm)
    row = actions.link_at(g.actor, thing.ref, id)
    try:
        actions.disconnect(g.actor, row, str(form.value("because")))
    except Invalid as refused:
        return _shown(thing, blank(), wrong=row.id, trouble=refused.message), 422
    return done(f"/links/{ref}", say=_("Not linked any more."), undo=f"/links/{ref}/{row.id}/undoing")


@bp.post("/links/<ref>/<int:id>/undoing")
def undo(ref: str, id: int) -> Any:
    thing = _thing(ref)
    is_back = actions.undo(g.actor, actions.link_at(g.actor, thing.ref, id))
    return done(f"/links/{ref}", say=_("Linked again.") if is_back else _("The link is taken back."))


def _thing(ref: str) -> Any:
    thing = resolve(g.actor, ref)
    if thing.ref_kind not in LINKABLE:
        raise NotFound
    return thing


def _shown(thing: Any, form: Read[Any], *, wrong: int = 0, trouble: str = "") -> str:
    tab = str(form.value("tab") or request.args.get("tab", ""))
    words = str(form.value("q") or request.args.get("q", ""))[: LIMITS.query].strip()
    tabs = [name for name in TABS if name != "customer" or thing.ref_kind == "case"]
    tab = "find" if words and not tab else tab if tab in tabs else tabs[0]
    found = choices(g.actor, thing, tab, words, request.host)
    found = with_chosen(g.actor, thing, found, str(form.value("target") or ""))
    here = f"/links/{thing.ref}"
    return page(
        "linking/dialog.html", thing=thing, title=registry.kinds[thing.ref_kind].title(thing),
        url=url_of(thing), here=here, form=form, tab=tab, words=words, found=found,
        tabs=[{"label": TABS[name], "url": f"{here}?tab={name}", "current": name == tab} for name in tabs],
        kinds=[(kind.value, WORDS[kind]) for kind in kinds_at(thing)], links=links_of(g.actor, thing),
        may_report=thing.ref_kind in FROM and bool(channels_by_hand(g.actor)),
        may_link=can(g.actor, LINK, thing), wrong=wrong, trouble=trouble,
    )  # fmt: skip
