"""The addresses of topics: the vocabulary, one topic, describing, placing and merging it."""

from typing import Annotated, Any

from flask import Blueprint, Response, g, redirect, request
from pydantic import StringConstraints

from hub.core.errors import Denied, HubError, NotFound
from hub.core.features import card_of, resolve_many
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.spaces import topic_actions as actions
from hub.spaces import topic_queries as queries
from hub.spaces.models import Space, Topic
from hub.spaces.queries import refs_filed
from hub.spaces.rules import EDIT_TOPIC, SHARE_TOPIC
from hub.spaces.topics import slug_of, topic_at
from hub.web.forms import LINES, Form, OptionalBody, Read, Short, blank, bounded, read
from hub.web.guard import wants_fragment
from hub.web.once import once
from hub.web.pages import done, page
from hub.web.paging import after

bp = Blueprint("topics", __name__, template_folder="../templates")

Word = Annotated[str, bounded(LIMITS.tag, 1), LINES]
Slug = Annotated[str, StringConstraints(max_length=LIMITS.tag)]


class TopicForm(Form):
    """A topic as its keepers change it. synonyms: with commas between; place: "" or a community's slug."""

    name: Word
    about: OptionalBody = ""
    synonyms: Annotated[str, bounded(LIMITS.note), LINES] = ""
    place: Slug = ""
    seen: int


class NewTopicForm(Form):
    """A word to begin with."""

    name: Word
    place: Slug = ""


class MergeForm(Form):
    """Which topic it becomes another name of."""

    into: Short


@bp.get("/topics")
def vocabulary() -> str:
    return _vocabulary(blank())


@bp.post("/topics")
@once
def create() -> Any:
    form = read(NewTopicForm)
    if not queries.places_to_make_in(g.actor):
        raise Denied
    try:
        if form.ok:
            made = actions.create_topic(g.actor, form.data.name.lstrip("#"), _place(form.data.place))
            return done(made.url, say=_("#%(name)s is a topic now.", name=made.name))
    except HubError as error:
        form.refuse(error.field or "name", error.message)
    return _vocabulary(form), 422


@bp.get("/topics/<slug>")
def topic(slug: str) -> Any:
    found = topic_at(g.actor, slug)
    if found.slug != slug:
        return redirect(found.url, 302)
    kind = request.args.get("kind", "")
    if kind and kind not in queries.KINDS:
        raise NotFound
    filed = refs_filed(found, kind, after=after() or 0)
    things = resolve_many(g.actor, filed.items)
    cards = [card_of(things[ref]) for ref in filed.items if ref in things]
    if wants_fragment():
        return page("spaces/_filed.html", topic=found, kind=kind, cards=cards, next=filed.next)
    shown = queries.topic_page(g.actor, found, kind)
    return page("spaces/topic.html", shown=shown, topic=found, kind=kind, cards=cards, next=filed.next)


@bp.get("/topics/<slug>/edit")
def edit_page(slug: str) -> str:
    found = _kept(slug)
    names = ", ".join(each.name for each in queries.other_names(found))
    form = blank(
        name=found.name, about=found.about, synonyms=names, seen=found.revision,
        place=found.space.slug if found.space else "",
    )  # fmt: skip
    return _edit_page(found, form)


@bp.post("/topics/<slug>/edit")
def edit(slug: str) -> Any:
    found = _kept(slug)
    form = read(TopicForm)
    try:
        if form.ok:
            sent = form.data
            place = _place(sent.place)
            synonyms = [word.strip() for word in sent.synonyms.split(",") if word.strip()]
            actions.save_topic(
                g.actor, found, name=sent.name.lstrip("#"), about=sent.about, synonyms=synonyms, place=place,
                seen=sent.seen,
            )  # fmt: skip
            return done(found.url, say=_("Saved."))
    except HubError as error:
        form.refuse(error.field or "name", error.message)
    return _edit_page(found, form), 422


@bp.get("/topics/<slug>/merge")
def merge_page(slug: str) -> str:
    return page("spaces/topic_merge.html", topic=_kept(slug), form=blank())


@bp.post("/topics/<slug>/merge")
def merge(slug: str) -> Any:
    found = _kept(slug)
    form = read(MergeForm)
    try:
        if form.ok:
            target = _called(form)
            if form.ok and target is not None:
                made = actions.merge_topics(g.actor, found, target)
                said = _("#%(name)s is another name of #%(other)s now.", name=found.name, other=target.name)
                return done(target.url, say=said, undo=f"{target.url}/merges/{made.id}/undo")
    except HubError as error:
        form.refuse(error.field or "into", error.message)
    return page("spaces/topic_merge.html", topic=found, form=form), 422


@bp.post("/topics/<slug>/merges/<int:id>/undo")
def undo_merge(slug: str, id: int) -> Response:
    found = _kept(slug)
    made = next((each for each in queries.merges_into(g.actor, found) if each.id == id), None)
    if made is None:
        raise NotFound
    actions.undo_merge(g.actor, made)
    return done(made.source.url, say=_("#%(name)s is a topic of its own again.", name=made.source.name))


def _kept(slug: str) -> Topic:
    """A topic that the actor may change."""
    found = topic_at(g.actor, slug)
    require(g.actor, EDIT_TOPIC, found)
    return found


def _called(form: Read[MergeForm]) -> Topic | None:
    name = form.data.into.lstrip("#")
    for slug in (name, slug_of(name)):
        try:
            return topic_at(g.actor, slug)
        except NotFound:
            continue
    form.refuse("into", _("There is no topic “%(name)s”.", name=name))
    return None


def _place(slug: str) -> Space | None:
    return load(g.actor, Space, slug, by=Space.slug) if slug else None


def _edit_page(found: Topic, form: Read[Any]) -> str:
    places = queries.places_for(g.actor) if can(g.actor, SHARE_TOPIC, found) else ()
    return page("spaces/topic_edit.html", topic=found, form=form, places=places)


def _vocabulary(form: Read[Any]) -> str:
    words, place = request.args.get("q", "")[: LIMITS.query], request.args.get("place", "")[: LIMITS.tag]
    found = queries.vocabulary(g.actor, words, place, after=after() or 0)
    if wants_fragment():
        return page("spaces/_topics.html", found=found, words=words, place=place)
    return page(
        "spaces/topics.html", found=found, words=words, place=place, form=form,
        places=queries.places_with_topics(g.actor), makes_in=queries.places_to_make_in(g.actor),
    )  # fmt: skip
