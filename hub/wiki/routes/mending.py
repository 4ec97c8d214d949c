"""Mending a page in place: in the pane of a case, under a flag. The same saving as the editor's."""

from typing import Any, Literal

from flask import g, request

from hub.core.errors import Invalid
from hub.core.limits import LIMITS
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.flags.queries import open_flags
from hub.reuse.recalls import reach_of
from hub.web.forms import Body, Form, Note, Read, Short, blank, read
from hub.web.guard import safe_next
from hub.web.once import once
from hub.web.pages import done, fragment_or_page
from hub.wiki.actions.mending import mend_page
from hub.wiki.actions.merging import Stale, Together
from hub.wiki.addresses import page_url
from hub.wiki.models import Page, PageState
from hub.wiki.routes.shown import at, bp
from hub.wiki.rules import EDIT_PAGE, VERIFY_PAGE


class MendForm(Form):
    """The mended text on top of the revision `base`. `flag`: the only one that it settles.

    `back`: the page on which it was mended; `again`: the fragment of it that shows the text.
    """

    body: Body
    base: int
    note: Note = ""
    flag: int | None = None
    back: Short = ""
    again: Short = ""
    change: Short = ""  # what it means for customers who were given it
    because: Note = ""
    do: Literal["save", "verify"] = "save"


@bp.get("/wiki/<space>/<path:path>/mend")
def mending(space: str, path: str) -> str:
    found = at(space, path)
    require(g.actor, EDIT_PAGE, found)
    asked = {name: request.args.get(name, "")[: LIMITS.short] for name in ("flag", "back", "again")}
    return _mending(found, blank(body=found.body, base=found.revision, note="", **asked))


@bp.post("/wiki/<space>/<path:path>/mend")
@once
def mend(space: str, path: str) -> Any:
    found = at(space, path)
    require(g.actor, EDIT_PAGE, found)
    form = read(MendForm)
    if not form.ok:
        return _mending(found, form), 422
    sent = form.data
    try:
        together = mend_page(
            g.actor, found, title=found.title, body=sent.body, base=sent.base, note=sent.note,
            verified=sent.do == "verify", wip=found.state == PageState.WIP, flags=True, flag=sent.flag,
            change=sent.change, because=sent.because, merging=True,
        )  # fmt: skip
    except Invalid as refused:
        form.refuse(refused.field or "body", refused.message)
        return _mending(found, form), 422
    except Stale:
        return _stale(found, form), 409
    to = safe_next(sent.back) if sent.back else page_url(found)
    again = safe_next(sent.again) if sent.again else ""
    said = _said(found, together)
    return done(to, fragment="wiki/_mended.html", say=said, said=said, page=found, again=again)


def _said(found: Page, together: Together | None) -> str:
    if together is None:
        return _("Saved as version %(number)s.", number=found.revision)
    return _(
        "Saved as version %(number)s, merged with %(name)s’s change: nothing of either was lost.",
        number=found.revision, name=together.names,
    )  # fmt: skip


def _mending(found: Page, form: Read[Any], theirs: str = "") -> str:
    return fragment_or_page(
        "wiki/_mending.html", "wiki/mend.html", page=found, form=form, theirs=theirs, here=page_url(found),
        may_verify=can(g.actor, VERIFY_PAGE, found), reach=reach_of(found),
        flags=open_flags([found.ref]).get(found.ref, []),
    )  # fmt: skip


def _stale(found: Page, form: Read[Any]) -> str:
    """The present text beside one's own; saving again builds on the present one."""
    form.values["base"] = found.revision
    form.refuse(
        "body", _("Somebody changed the same words meanwhile. Take over what you need, then save yours.")
    )
    return _mending(found, form, theirs=found.body)
