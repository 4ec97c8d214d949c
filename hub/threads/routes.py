"""The addresses of conversations, the same under everything: `/t/question:7/comments`."""

from typing import Any, Literal

from flask import Blueprint, Response, flash, g, make_response, request

from hub.core.errors import Denied, NotFound
from hub.core.features import kind_of, resolve, url_of
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.people.attention import watch_items
from hub.spaces.models import Space
from hub.spaces.queries import may_enter
from hub.threads import actions, completing, queries
from hub.threads.cards import cards_in
from hub.threads.models import Comment, Mood
from hub.threads.reshaping import led_to
from hub.threads.revisions import history_of
from hub.threads.rules import COMMENT, EDIT_COMMENT, REMOVE_COMMENT
from hub.threads.search import place_of
from hub.threads.unheard import unheard
from hub.threads.watching import see
from hub.web.forms import Body, Form, Read, Short, blank, read
from hub.web.guard import is_in_sight, safe_next, wants_fragment
from hub.web.once import once
from hub.web.pages import done, fragment_or_page, onward, page

bp = Blueprint("threads", __name__, template_folder="templates")


class CommentForm(Form):
    """A comment, perhaps in reply to another one."""

    body: Body
    parent: int | None = None


class EditForm(Form):
    """The new text of a comment."""

    body: Body


class ReactionForm(Form):
    """How somebody feels about a thing; on=0 takes it back."""

    mood: Mood
    on: Literal["0", "1"] = "1"


class WatchForm(Form):
    """How much somebody wants to hear of a thing."""

    ref: Short
    level: Literal["watching", "tracked", "first", "normal", "muted", "none"]
    back: Short = ""


@bp.get("/t/<ref>/comments")
def comments(ref: str) -> str | Response:
    """The conversation under a thing: asked for again when something happened in it."""
    thing = resolve(g.actor, ref)
    if not wants_fragment():
        return onward(url_of(thing))
    thread = queries.threads_of(g.actor, [thing])[thing.ref]
    shown, lines = _drawn(thread, "threads/_lines.html"), thread.lines
    if lines and is_in_sight() and lines[-1].comment.author_id != g.actor.id:
        see(g.actor, getattr(thing, "thread_root", thing).ref, lines[-1].comment)
    return shown


@bp.get("/t/<ref>/comments/new")
def new_comment(ref: str) -> str:
    thing = resolve(g.actor, ref)
    require(g.actor, COMMENT, thing)
    actions.require_room(thing)
    parent = _parent(request.args.get("parent"))
    return _writing(thing, blank(parent=parent.id if parent else ""), parent)


@bp.post("/t/<ref>/comments")
@once
def post_comment(ref: str) -> Any:
    thing = resolve(g.actor, ref)
    form = read(CommentForm)
    if not form.ok:
        return _refused(thing, form, 422)
    parent = load(g.actor, Comment, form.data.parent) if form.data.parent else None
    try:
        comment = actions.post_comment(g.actor, thing, form.data.body, parent)
    except Denied as error:  # it was closed, or its place archived, while somebody wrote
        form.refuse("body", error.message)
        return _refused(thing, form, error.status)
    told = unheard(g.actor, form.data.body, comment.space)
    if wants_fragment():
        return _thread(thing, said=told, undo="")
    return done(place_of(g.actor, comment), say=told)


@bp.get("/comments/<int:id>")
def comment(id: int) -> Response:
    """A comment's own address leads to its place, also when it became a conversation of its own."""
    try:
        place = place_of(g.actor, load(g.actor, Comment, id))
    except NotFound:
        place = led_to(g.actor, f"comment:{id}")
    return onward(place)


@bp.get("/comments/<int:id>/more")
def more(id: int) -> str:
    """What can be done with a comment."""
    found = load(g.actor, Comment, id)
    thing = resolve(g.actor, found.about)
    thread = queries.threads_of(g.actor, [thing])[thing.ref]
    line = next((line for line in thread.lines if line.comment.id == id), queries.Line(found))
    return fragment_or_page(
        "threads/_more.html", "threads/more.html", line=line, thread=thread,
        choices=queries.choices(g.actor, found.ref), back=place_of(g.actor, found),
        may_edit=can(g.actor, EDIT_COMMENT, found), may_remove=can(g.actor, REMOVE_COMMENT, found),
    )  # fmt: skip


@bp.get("/comments/<int:id>/edit")
def edit_page(id: int) -> str:
    found = load(g.actor, Comment, id)
    require(g.actor, EDIT_COMMENT, found)
    return _editing(found, blank(body=found.body))


@bp.post("/comments/<int:id>/edit")
def edit(id: int) -> Any:
    found = load(g.actor, Comment, id)
    form = read(EditForm)
    if not form.ok:
        require(g.actor, EDIT_COMMENT, found)
        return _editing(found, form), 422
    actions.edit_comment(g.actor, found, form.data.body)
    return _back_to_thread(found)


@bp.post("/comments/<int:id>/removal")
def remove(id: int) -> Any:
    found = load(g.actor, Comment, id)
    actions.remove_comment(g.actor, found, resolve(g.actor, found.about))
    undo = f"/comments/{id}/restoration"
    return _back_to_thread(found, say=_("The comment is removed."), undo=undo)


@bp.post("/comments/<int:id>/restoration")
def restore(id: int) -> Any:
    found = load(g.actor, Comment, id)
    actions.restore_comment(g.actor, found, resolve(g.actor, found.about))
    return _back_to_thread(found, say=_("The comment is back."))


@bp.get("/comments/<int:id>/history")
def history(id: int) -> str:
    found = load(g.actor, Comment, id)
    if found.removed_at is not None and not can(g.actor, REMOVE_COMMENT, found):
        raise NotFound  # its place is still seen, its words only by who may bring it back
    back = place_of(g.actor, found)
    return page("threads/history.html", title=_("Comment"), **history_of(found), back=back)


@bp.get("/t/<ref>/reactions")
def reactions(ref: str) -> str:
    """Who reacted how, and the choice of reactions."""
    thing = resolve(g.actor, ref)
    return fragment_or_page(
        "threads/_react.html", "threads/react.html", thing=thing, url=url_of(thing),
        title=kind_of(ref).title(thing), choices=queries.choices(g.actor, thing.ref),
    )  # fmt: skip


@bp.post("/t/<ref>/reactions")
def react(ref: str) -> Any:
    thing = resolve(g.actor, ref)
    form = read(ReactionForm)
    if not form.ok:
        return page(
            "threads/react.html", thing=thing, url=url_of(thing), title=kind_of(ref).title(thing),
            choices=queries.choices(g.actor, thing.ref), form=form,
        ), 422  # fmt: skip
    actions.react(g.actor, thing, form.data.mood, form.data.on == "1")
    moods = queries.moods_on(g.actor, thing.ref)
    return done(url_of(thing), fragment="threads/_moods.html", ref=thing.ref, moods=moods)


@bp.post("/watch")
def watch() -> Any:
    form = read(WatchForm)
    thing = resolve(g.actor, str(form.value("ref")))
    back = safe_next(form.value("back")) if form.value("back") else url_of(thing)
    if not form.ok:
        return page(
            "threads/watch.html", form=form, thing=thing, back=back, choices=watch_items(thing.ref, "")
        ), 422
    actions.follow(g.actor, thing, form.data.level)
    said = {
        "watching": _("You hear of everything that happens here."),
        "tracked": _("You see how much is new here; notices come only when somebody calls you."),
        "first": _("You hear of each new conversation here."),
        "normal": _("You hear of this only when somebody calls or answers you."),
        "muted": _("You hear nothing more of this."),
        "none": _("You hear of this only when somebody calls you."),
    }
    return done(back, say=said[form.data.level])


@bp.get("/expand")
def expand() -> str:
    """The list under the text while somebody types @, #, ! or : (FD08)."""
    key, text = request.args.get("key", "")[:1], request.args.get("text", "")
    options = completing.options(g.actor, key, text, _space_of(request.args.get("about", "")))
    return page("threads/_options.html", options=options)


def _space_of(ref: str) -> Space | None:
    """The space in which the text will stand; nothing for a text that has no place yet."""
    if not ref:
        return None
    thing = resolve(g.actor, ref)
    space = thing if isinstance(thing, Space) else getattr(thing, "space", None)
    # Who is in it is told to those who may enter, not to all who know that there is such a place.
    return space if space is not None and may_enter(g.actor, space) else None


def _parent(id: Any) -> Comment | None:
    number = str(id or "")
    return load(g.actor, Comment, int(number)) if number.isdecimal() and len(number) < 18 else None


def _thread(thing: Any, template: str = "threads/_comments.html", **more: Any) -> str:
    return _drawn(queries.threads_of(g.actor, [thing])[thing.ref], template, **more)


def _drawn(thread: queries.Thread, template: str, **more: Any) -> str:
    cards = cards_in(g.actor, (line.comment.html for line in thread.lines))
    return page(template, thread=thread, cards=cards, **more)


def _writing(thing: Any, form: Read[Any], parent: Comment | None) -> str:
    return fragment_or_page(
        "threads/_write.html", "threads/write.html", thing=thing, form=form, parent=parent,
        url=url_of(thing), title=kind_of(thing.ref).title(thing),
    )  # fmt: skip


def _refused(thing: Any, form: Read[Any], status: int) -> Response:
    """The form again with the text in it, in its own place and not in that of the whole conversation."""
    response = make_response(_writing(thing, form, _parent(form.value("parent"))), status)
    if wants_fragment():
        response.headers["HX-Retarget"] = f"#write-{thing.ref.replace(':', '-')}"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _editing(found: Comment, form: Read[Any]) -> str:
    back = place_of(g.actor, found)
    return fragment_or_page("threads/_edit.html", "threads/edit.html", comment=found, form=form, back=back)


def _back_to_thread(found: Comment, say: str = "", undo: str = "") -> Response:
    if wants_fragment():
        return make_response(_thread(resolve(g.actor, found.about), said=say, undo=undo))
    if say:
        flash(say, undo or "message")
    return done(place_of(g.actor, found))
