"""Keeping: who looks after a page, verifying, moving, archiving, removing, what readers say."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from flask import Response, flash, g, request
from sqlalchemy import select

from hub.core.db import session
from hub.core.errors import Denied, Invalid
from hub.core.permissions import readable, require
from hub.core.words import gettext as _
from hub.flags.reasons import FlagReason
from hub.people.models import Person
from hub.people.queries import people_called
from hub.reuse.asking import ChangeForm, ask_what_it_means
from hub.reuse.recalls import ASK
from hub.spaces.models import Space
from hub.web.forms import Form, Name, Note, Read, Short, blank, read
from hub.web.guard import safe_next
from hub.web.once import once
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki import queries
from hub.wiki.actions.keeping import (
    REVIEW_DAYS,
    archive_page,
    ask_review,
    judge_page,
    settle_page,
    take_back_verification,
    verify_page,
)
from hub.wiki.actions.moving import remove_page, restore_page
from hub.wiki.addresses import page_url
from hub.wiki.models import Page, PageAudience, PageKind
from hub.wiki.policy import policy_in_force
from hub.wiki.routes.ordering import put_at
from hub.wiki.routes.reading import entered
from hub.wiki.routes.shown import at, bp
from hub.wiki.rules import MOVE_PAGE, SETTLE_PAGE


class VerifyForm(Form):
    """The revision that was read. `back`: the queue it was verified from."""

    revision: int
    back: Short = ""


class JudgeForm(Form):
    """Whether a page is right, and what is off."""

    right: Literal["1", "0"]
    reason: FlagReason = FlagReason.WRONG
    words: Note = ""


class ArchiveForm(ChangeForm):
    """Archive a page, or bring it back with 0."""

    on: Literal["1", "0"] = "1"


class SettleForm(Form):
    """What a page is, who it is for, who looks after it. People by handle."""

    kind: PageKind
    audience: PageAudience
    owner: Name
    verifier: Short = ""
    review_days: int | None = None
    review_on: date | None = None


class MoveForm(Form):
    """Where to: the community, and "top", "under:12" or "after:12" in it."""

    space: Name
    place: Short = "top"


@bp.post("/wiki/<space>/<path:path>/verification")
def verify(space: str, path: str) -> Response:
    found = at(space, path)
    form = read(VerifyForm)
    if not form.ok:
        raise Invalid(_("Open the page again and verify it from there."))
    verify_page(g.actor, found, form.data.revision)
    back = safe_next(form.data.back) if form.data.back else page_url(found)
    undo = f"{page_url(found)}/verification/removal"
    return done(back, say=_("“%(title)s” is verified. Thank you.", title=found.title), undo=undo)


@bp.post("/wiki/<space>/<path:path>/verification/removal")
def unverify(space: str, path: str) -> Response:
    found = at(space, path)
    take_back_verification(g.actor, found)
    return done(page_url(found), say=_("It stands as before you verified it."))


@bp.post("/wiki/<space>/<path:path>/review")
@once
def review(space: str, path: str) -> Response:
    found = at(space, path)
    ask_review(g.actor, found)
    keeper = found.verifier or found.verified_by or found.owner
    return done(
        page_url(found), say=_("%(first_name)s is asked to look at it.", first_name=keeper.first_name)
    )


@bp.post("/wiki/<space>/<path:path>/opinion")
def judge(space: str, path: str) -> Any:
    found = at(space, path)
    form = read(JudgeForm)
    if not form.ok:
        return _doubting(found, form), 422
    try:
        judge_page(g.actor, found, form.data.right == "1", form.data.words, form.data.reason)
    except Invalid as error:
        form.refuse(error.field or "words", error.message)
        return _doubting(found, form), 422
    said = (
        _("Good to know. Thank you.")
        if form.data.right == "1"
        else _("%(first_name)s hears of it.", first_name=found.owner.first_name)
    )
    return done(page_url(found), say=said)


@bp.get("/wiki/<space>/<path:path>/doubt")
def doubt(space: str, path: str) -> str:
    """Say in a few words what is off."""
    return _doubting(at(space, path), blank(words=""))


@bp.get("/wiki/<space>/<path:path>/settings")
def settings(space: str, path: str) -> str:
    found = at(space, path)
    require(g.actor, SETTLE_PAGE, found)
    form = blank(
        kind=found.kind, audience=found.audience, owner=found.owner.handle,
        verifier=_named(found), review_on=found.review_on or "",
        review_days="" if found.review_days is None else found.review_days,
    )  # fmt: skip
    return _settling(found, form)


@bp.post("/wiki/<space>/<path:path>/settings")
def settle(space: str, path: str) -> Any:
    found = at(space, path)
    form = read(SettleForm)
    require(g.actor, SETTLE_PAGE, found)
    owner = _person(form, "owner") if form.ok else None
    verifier = _verifier(form) if form.ok and form.data.verifier else None
    if not form.ok or owner is None:
        return _settling(found, form), 422
    sent = form.data
    try:
        settle_page(
            g.actor, found, kind=sent.kind, audience=sent.audience, owner=owner, verifier=verifier,
            review_days=sent.review_days, review_on=sent.review_on,
        )  # fmt: skip
    except (Invalid, Denied) as error:
        form.refuse(getattr(error, "field", None) or "audience", error.message)
        return _settling(found, form), 422
    return done(page_url(found), say=_("Settled."))


@bp.get("/wiki/<space>/<path:path>/move")
def moving(space: str, path: str) -> str:
    found = at(space, path)
    require(g.actor, MOVE_PAGE, found)
    return _moving(found, blank(space=request.args.get("space", found.space.around.slug)))


@bp.post("/wiki/<space>/<path:path>/move")
def move(space: str, path: str) -> Any:
    found = at(space, path)
    form = read(MoveForm)
    if not form.ok:
        return _moving(found, form), 422
    target = entered(form.data.space)
    try:
        put_at(found, target, form.data.place)
    except Invalid as error:
        form.refuse("place", error.message)
        return _moving(found, form), 422
    return done(page_url(found), say=_("Moved. The old address leads here."))


@bp.post("/wiki/<space>/<path:path>/archive")
def archive(space: str, path: str) -> Any:
    found = at(space, path)
    form = read(ArchiveForm)
    sent = form.data if form.ok else ArchiveForm(on="0")
    archived = sent.on == "1"
    try:
        archive_page(g.actor, found, archived, change=sent.change, because=sent.because)
    except Invalid as refused:
        return _asking(
            found, form, refused, _("Archive “%(title)s”", title=found.title), _("Archive"), "archive"
        )
    return done(page_url(found), say=_("Archived.") if archived else _("The page is back, to be verified."))


@bp.post("/wiki/<space>/<path:path>/removal")
def remove(space: str, path: str) -> Any:
    found, form = at(space, path), read(ChangeForm)
    sent = form.data if form.ok else ChangeForm()
    try:
        remove_page(g.actor, found, change=sent.change, because=sent.because)
    except Invalid as refused:
        return _asking(
            found, form, refused, _("Remove “%(title)s”", title=found.title), _("Remove"), "removal"
        )
    above, _slash, _name = found.path.rpartition("/")
    flash(_("“%(title)s” is removed.", title=found.title), f"/wiki/removed/{found.id}/restoration")
    return done(f"/wiki/{found.space.slug}/{above}" if above else f"/wiki/{found.space.around.slug}")


@bp.post("/wiki/removed/<int:id>/restoration")
def restore(id: int) -> Response:
    found = queries.find_removed(g.actor, id)
    restore_page(g.actor, found)
    return done(page_url(found), say=_("“%(title)s” is back.", title=found.title))


def _person(form: Read[Any], name: str) -> Person | None:
    """The active colleague with the handle that was typed; else a message at the field."""
    try:
        return people_called([str(form.value(name)).strip().lstrip("@").lower()], name)[0]
    except Invalid as error:
        form.refuse(name, error.message)
        return None


def _asking(found: Page, form: Read[Any], refused: Invalid, title: str, button: str, address: str) -> Any:
    """Customers were given it: what does it mean for them?"""
    if form.value(ASK):
        form.refuse(refused.field or ASK, refused.message)
    here = page_url(found)
    return ask_what_it_means(found, form, title, button, f"{here}/{address}", here)


def _verifier(form: Read[Any]) -> Person | Space | None:
    """A colleague by handle, or a community by the name in its address; else a message at the field."""
    name = str(form.value("verifier")).strip().lstrip("@").lower()
    group = session().scalars(readable(g.actor, select(Space)).where(Space.slug == name)).one_or_none()
    return group or _person(form, "verifier")


def _named(found: Page) -> str:
    if found.verifier_space is not None:
        return f"@{found.verifier_space.slug}"
    return found.verifier.handle if found.verifier else ""


def _doubting(found: Page, form: Read[Any]) -> str:
    reasons = [(reason.value, reason.label) for reason in FlagReason]
    return whole("wiki/doubt.html", page=found, form=form, reasons=reasons)


def _settling(found: Page, form: Read[Any]) -> str:
    return whole(
        "wiki/settings.html", page=found, form=form, kinds=[(kind.value, kind.label) for kind in PageKind],
        audiences=[(audience.value, audience.label) for audience in PageAudience],
        needed=policy_in_force().needed,
        days=[("", _usually(found)), (0, _("When it is used, flagged or fails, never by the calendar")),
              *((days, every(days)) for days in REVIEW_DAYS)],
    )  # fmt: skip


def _usually(found: Page) -> str:
    policy = policy_in_force()
    if found.kind in policy.calendar_kinds:
        return _("As usual for its type: every %(days)s days", days=policy.review_days)
    return _("As usual for its type: when it is used, flagged or fails")


def every(days: int) -> str:
    """An interval in words."""
    named = {
        7: _("Every week"), 14: _("Every two weeks"), 30: _("Every month"), 60: _("Every two months"),
        90: _("Every quarter"), 180: _("Every half year"), 365: _("Every year"),
    }  # fmt: skip
    return named[days]


def _moving(found: Page, form: Read[Any]) -> str:
    target = next(
        (each for each in queries.writable_spaces(g.actor) if each.slug == form.value("space")),
        found.space.around,
    )
    tree = queries.tree_of(target, most=queries.WHOLE_TREE, reader=g.actor)
    return whole(
        "wiki/move.html", page=found, form=form, target=target, tree=tree,
        place=form.value("place") or _present_place(tree, found), spaces=queries.writable_spaces(g.actor),
    )  # fmt: skip


def _present_place(nodes: Sequence[queries.Node], found: Page, first: str = "top") -> str:
    """Where it stands, as the form says it; empty where it is none of these."""
    place = first
    for node in nodes:
        if node.id == found.id:
            return place
        if node.id:  # else the line of the one above itself
            below = _present_place(node.children, found, f"under:{node.id}")
            if below:
                return below
            place = f"after:{node.id}"
    return ""
