"""The addresses of notices: the page, the bell, what reaches whom, and the way out of mails."""

from datetime import date
from typing import Annotated, Any, Literal

from flask import Blueprint, Response, current_app, g, request
from pydantic import Field

from hub.core.errors import Invalid, NotFound
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.inbox import actions, queries
from hub.inbox.chat.actions import chat_rule, way_of
from hub.inbox.digest import WORDS, choose_digest, rhythm_of
from hub.inbox.groups import CHAT, GROUPS, WAYS, wants
from hub.inbox.mail import read_token
from hub.inbox.models import Every, Notice
from hub.inbox.push.devices import devices_of, public_key
from hub.inbox.reminders import CHOICES, reminder_days
from hub.inbox.wording import worded
from hub.people.feed_tokens import feed_token
from hub.people.queries import find_by_handle, substitute_of
from hub.people.rhythm import Away, Quiet, away_of, quiet_of
from hub.web.chat import FORMS, trouble_of
from hub.web.chat import Form as Shape
from hub.web.filters import day_names
from hub.web.forms import Form, Short, blank, read
from hub.web.guard import anyone, csrf, wants_fragment
from hub.web.pages import done, fragment_or_page, onward, page
from hub.web.paging import after

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
Hour = Annotated[int, Field(ge=0, le=23)]


class DigestForm(Form):
    """How often one mail tells everything, and at which hour."""

    every: Every
    hour: Hour = 8


class RemindersForm(Form):
    """After how many days what was asked comes back."""

    days: Literal["0", "1", "3", "7"]


class QuietForm(Form):
    """The hours without mail, and the days on which somebody works."""

    is_on: bool = False
    begins: Hour = 19
    ends: Hour = 7
    days: list[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=list, max_length=7)


class AwayForm(Form):
    """Out of office."""

    until: date
    substitute: Short = ""
    note: Short = ""


bp = Blueprint("inbox", __name__, template_folder="templates")


@bp.get("/notifications")
def notices() -> str:
    view = request.args.get("view", "all")
    found = queries.inbox(g.actor, view, after=after())
    grouped = queries.by_action(found.lines) if found.view == "you" else None
    return fragment_or_page(
        "inbox/_lines.html",
        "inbox/notifications.html",
        found=found,
        grouped=grouped,
        groups=GROUPS,
        chosen=_chosen(),
    )


@bp.get("/notifications/panel")
def panel() -> str:
    return page("inbox/_panel.html", lines=queries.newest(g.actor))


@bp.get("/notifications/bell")
def bell() -> str:
    return page("frame/_bell.html", count=queries.new_count(g.actor), person=g.actor)


@bp.get("/notifications/<int:id>")
def open_notice(id: int) -> Response:
    """On to the thing itself; the notice is not new any more."""
    notice = load(g.actor, Notice, id)
    line = next(iter(worded(g.actor, [notice])), None)
    if line is None:
        raise NotFound
    actions.see(notice)
    return onward(line.url, 303)


@bp.post("/notifications/<int:id>/done")
def finish(id: int) -> Response:
    notice = load(g.actor, Notice, id)
    actions.finish(notice)
    if wants_fragment():
        return Response(page("inbox/_done.html", id=id))
    return done("/notifications", say=_("Done. You find it under Done."))


@bp.post("/notifications/<int:id>/return")
def take_back(id: int) -> Response:
    actions.finish(load(g.actor, Notice, id), is_done=False)
    return done("/notifications", say=_("It is back among your notifications."))


@bp.post("/notifications/read")
def read_all() -> Response:
    actions.see_all(g.actor)
    return done("/notifications", say=_("Nothing is new any more."))


@bp.get("/settings/notifications")
def settings() -> str:
    return settings_page()


@bp.post("/settings/notifications")
def savesettings_page() -> Response:
    sent = {group.name: {way: f"{group.name}.{way}" in request.form for way in _ways()} for group in GROUPS}
    actions.choose(g.actor, sent)
    return done("/settings/notifications", say=_("Saved. From now on this is what reaches you."))


@bp.post("/settings/notifications/digest")
def save_digest() -> Any:
    form = read(DigestForm)
    if not form.ok:
        return settings_page(digest=form), 422
    choose_digest(g.actor, form.data.every, form.data.hour)
    return done("/settings/notifications", say=_("Saved. That is when your digest comes."))


@bp.post("/settings/notifications/reminders")
def save_reminders() -> Any:
    form = read(RemindersForm)
    if not form.ok:
        return settings_page(reminders=form), 422
    actions.choose_reminders(g.actor, int(form.data.days))
    return done("/settings/notifications", say=_("Saved."))


@bp.post("/settings/notifications/quiet")
def save_quiet() -> Any:
    form = read(QuietForm)
    if not form.ok:
        return settings_page(quiet=form), 422
    sent = form.data
    quiet = Quiet(sent.begins, sent.ends, tuple(sorted(set(sent.days)))) if sent.is_on else None
    actions.choose_quiet(g.actor, quiet)
    return done("/settings/notifications", say=_("Saved. Mails wait while it is quiet."))


@bp.post("/settings/notifications/away")
def save_away() -> Any:
    form = read(AwayForm)
    named = form.data.substitute if form.ok else ""
    substitute = find_by_handle(g.actor, named) if named else None
    if named and substitute is None:
        form.refuse("substitute", _("Nobody here has this name. Type it as in @jonas."))
    if form.ok:
        away = Away(form.data.until, substitute.id if substitute else None, form.data.note)
        try:
            actions.leave(g.actor, away)
        except Invalid as error:
            form.refuse(error.field or "until", error.message)
        else:
            return done("/settings/notifications", say=_("Saved. Your colleagues see that you are away."))
    return settings_page(away=form), 422


@bp.post("/settings/notifications/back")
def come_back() -> Response:
    actions.leave(g.actor, None)
    return done("/settings/notifications", say=_("Welcome back."))


@bp.post("/settings/notifications/addresses")
def end_reply_addresses() -> Response:
    actions.end_reply_addresses(g.actor)
    return done("/settings/notifications", say=_("Done. Mails sent until now cannot be answered any more."))


@bp.post("/settings/notifications/feeds")
def end_feeds() -> Response:
    actions.end_feeds(g.actor)
    return done("/settings/notifications#feeds", say=_("Done. The old addresses show nothing any more."))


@bp.get("/notifications/off/<token>")
@anyone
def before_stopping(token: str) -> Any:
    found = read_token(token)
    return page("inbox/off.html", found=found, is_off=False), 200 if found else 404


@bp.post("/notifications/off/<token>")
@anyone
def stop_mail(token: str) -> Any:
    """One press, also by a mail program by itself: the signed link is the proof."""
    found = read_token(token)
    if found is not None and found.person.is_active:
        if found.group is not None:
            actions.stop_mail(found.person, found.group)
        else:
            actions.silence(found.person, found.thread)
    return page("inbox/off.html", found=found, is_off=True), 200 if found else 404


csrf.exempt(stop_mail)  # a mail program has no session


def settings_page(**refused: Any) -> str:
    """All of the settings; `refused`: the form that has to be filled in again."""
    digest, quiet, away = rhythm_of(g.actor), quiet_of(g.actor), away_of(g.actor)
    hours = quiet or Quiet()
    substitute = substitute_of(away)
    shown = {
        "reminders": blank(days=reminder_days(g.actor)),
        "chat": blank(form=Shape.SLACK),
        "digest": blank(every=digest.every, hour=digest.hour),
        "quiet": blank(is_on=quiet is not None, begins=hours.begins, ends=hours.ends, days=hours.days),
        "away": blank(
            until=away.until.isoformat() if away else "", note=away.words if away else "",
            substitute=substitute.handle if substitute else "",
        ),
    }  # fmt: skip
    return page(
        "inbox/settings.html", groups=GROUPS, chosen=_chosen(), is_away=away is not None,
        rhythms=WORDS, feeds=_feeds(), intervals=CHOICES, day_names=day_names(), hours=HOURS,
        chat_way=way_of(g.actor), has_chat=chat_rule().is_on, chat_forms=FORMS, trouble_of=trouble_of,
        devices=devices_of(g.actor), push_key=public_key(),
        by_mail=bool(current_app.config["HUB"].reply_address), **{**shown, **refused},
    )  # fmt: skip


def _ways() -> tuple[str, ...]:
    """Those that can be chosen: chat unless administrators switched it off."""
    return WAYS if chat_rule().is_on else tuple(way for way in WAYS if way != CHAT)


def _feeds() -> str:
    """How the addresses of one's news feeds begin."""
    return f"{current_app.config['HUB'].public_url}/feeds/{feed_token(g.actor)}"


def _chosen() -> dict[str, dict[str, bool]]:
    return {group.name: {way: wants(g.actor, group, way) for way in WAYS} for group in GROUPS}
