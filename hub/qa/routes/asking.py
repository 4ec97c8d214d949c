"""Asking a question, alone or with its answer; changing it."""

from collections.abc import Sequence
from typing import Annotated, Any

from flask import Response, g, request
from pydantic import Field

from hub.core.db import transaction
from hub.core.errors import Conflict, Denied
from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.qa import actions, queries
from hub.qa.asked import could_know
from hub.qa.models import Question
from hub.qa.places import places_without_names, takes_anonymous
from hub.qa.requests import Reached
from hub.qa.routes.shown import bp
from hub.qa.rules import EDIT_QUESTION
from hub.qa.search import question_url
from hub.spaces.models import Space
from hub.spaces.queries import people_by_handle
from hub.spaces.topics import topics_of
from hub.threads.diff import Row, compare
from hub.web.forms import Form, OptionalBody, Read, Short, Title, blank, read
from hub.web.once import once
from hub.web.pages import done, fragment_or_page, onward, page


class AskForm(Form):
    """A new question: only the title is needed (QA01). With an answer, something just learned."""

    community: Short = ""  # empty: where it fits best
    title: Title
    body: OptionalBody = ""
    topics: Short = ""
    topic: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)  # pressed
    named: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)
    asked: Annotated[list[Short], Field(max_length=LIMITS.asked_at_once)] = Field(default_factory=list)
    answer: OptionalBody = ""
    customer_text: OptionalBody = ""
    anonymous: str = ""
    check: str = ""  # look for similar ones first, post nothing


class EditForm(Form):
    """The new text of a question; `seen` is the revision that was in front of the editor, if any was."""

    title: Title
    body: OptionalBody = ""
    topics: Short = ""
    seen: int = 0


@bp.get("/q/new")
def new_question() -> str | Response:
    case = request.args.get("case", "").removeprefix("case:")
    if case.isdecimal():  # a question for a customer begins at the case, with the words masked
        return onward(f"/cases/{int(case)}/ask")
    asked = request.args
    shared = filter(None, (asked.get("text"), asked.get("url")))  # from here, or from another app
    return _ask_page(
        blank(
            community=asked.get("community", ""), title=asked.get("title", "")[:250],
            body="\n\n".join(shared), topics=asked.get("topics", ""),
        )
    )  # fmt: skip


@bp.post("/q")
@once
def ask() -> Any:
    form = read(AskForm)
    if form.value("check"):
        return _ask_page(form, checked=True)
    if not form.ok:
        return _ask_page(form), 422
    sent = form.data
    space = _place(sent)
    if sent.anonymous and not _may_be_unnamed(form, space):
        return _ask_page(form), 422
    with transaction():
        reached: list[Reached] = []
        people = people_by_handle(sent.asked).values()
        question = actions.ask_question(
            g.actor,
            space,
            sent.title,
            sent.body,
            [*_words(sent.topics), *sent.topic],
            asked=people,
            reached=reached,
            anonymous=bool(sent.anonymous),
        )
        if sent.answer:
            actions.post_answer(g.actor, question, sent.answer, sent.customer_text)
    said = _("Recorded, with its answer.") if sent.answer else _("Asked. You hear when somebody answers.")
    told = [each.words for each in reached if each.asked is not each.meant]
    return done(question_url(question), say=" ".join([said, *told]))


@bp.get("/q/similar")
def similar() -> str:
    """What was asked before in words like these (QA02)."""
    words = request.args.get("title", "")[:250].strip()
    fit = queries.place_that_fits(g.actor, words) if words else None
    return fragment_or_page(
        "qa/_similar.html", "qa/similar.html", words=words, fit=fit,
        **_could(words, request.args.getlist("asked")),
    )  # fmt: skip


@bp.get("/q/<int:id>/edit")
def edit_page(id: int) -> str:
    found = load(g.actor, Question, id)
    require(g.actor, EDIT_QUESTION, found)
    topics = ", ".join(topic.name for topic in topics_of([found.ref]).get(found.ref, ()))
    return _edit_page(found, blank(title=found.title, body=found.body, topics=topics, seen=found.revision))


@bp.post("/q/<int:id>/edit")
def edit(id: int) -> Any:
    found = load(g.actor, Question, id)
    form = read(EditForm)
    if not form.ok:
        require(g.actor, EDIT_QUESTION, found)
        return _edit_page(found, form), 422
    sent = form.data
    try:
        actions.edit_question(g.actor, found, sent.title, sent.body, _words(sent.topics), seen=sent.seen)
    except Conflict:
        theirs, mine = f"{found.title}\n\n{found.body}", f"{sent.title}\n\n{sent.body}"
        form.values["seen"] = found.revision
        return _edit_page(found, form, compare(theirs, mine)), 409
    return done(question_url(found), say=_("Saved. The earlier text is kept."))


def _may_be_unnamed(form: Read[AskForm], space: Space) -> bool:
    """Whether it can be asked without a name; else a message in the form."""
    if not takes_anonymous(space):
        form.refuse("anonymous", _("Questions in %(name)s carry a name.", name=space.name))
    elif form.data.answer or form.data.customer_text:
        form.refuse("answer", _("An answer shows your name beside the question. Leave it out here."))
    return form.ok


def _place(sent: AskForm) -> Space:
    """The community that was chosen, else where the words fit best."""
    if sent.community:
        return load(g.actor, Space, sent.community, by=Space.slug)
    found = queries.place_that_fits(g.actor, f"{sent.title} {sent.body}")
    if found is None:
        raise Denied(_("You are in no community that takes questions. Join one, then ask there."))
    return found


def _ask_page(form: Read[Any], *, checked: bool = False) -> str:
    places = queries.places_to_ask(g.actor)
    unnamed = places_without_names() if places else ()
    return page(
        "qa/new.html",
        form=form,
        places=places,
        unnamed=[space.name for space in places if space.id in unnamed],
        checked=checked,
        fit=queries.place_that_fits(g.actor, form.value("title")) if checked else None,
        **_could(form.value("title"), form.value("asked") or []),
    )


def _could(words: str, chosen: Sequence[str]) -> dict[str, Any]:
    """Who could be asked by these words; those who were ticked stay ticked."""
    people = people_by_handle(chosen[: LIMITS.asked_at_once])
    return {"could": could_know(g.actor, words, list(people.values())), "chosen": set(people)}


def _edit_page(found: Question, form: Read[Any], rows: list[Row] | None = None) -> str:
    """`rows`: how what was saved meanwhile differs from the form."""
    return page("qa/edit_question.html", question=found, form=form, back=question_url(found), rows=rows)


def _words(topics: str) -> list[str]:
    """`strollers, damaged baggage` as typed in one field."""
    return [word.strip() for word in topics.split(",") if word.strip()]
