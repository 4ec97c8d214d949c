"""Lists of questions, one question, and what its texts were before."""

from flask import Response, g, request
from sqlalchemy.orm import joinedload

from hub.core.errors import NotFound
from hub.core.permissions import can, load
from hub.core.words import gettext as _
from hub.links.timeline import KINDS, timeline_of_question
from hub.qa import figures, queries
from hub.qa.around import load_question
from hub.qa.asked import candidates, requests_on
from hub.qa.menus import answer_menu
from hub.qa.models import Answer, Question
from hub.qa.needing import needed_of
from hub.qa.routes.shown import bp, question_page
from hub.qa.rules import ASK_PERSON
from hub.qa.search import answer_url, question_url
from hub.spaces.models import Space, Topic
from hub.spaces.topics import topic_at
from hub.threads.reshaping import led_to
from hub.threads.revisions import history_of
from hub.web.guard import wants_fragment
from hub.web.pages import fragment_or_page, onward, page
from hub.web.paging import after


@bp.get("/q")
def questions() -> str:
    view = request.args.get("view", "unanswered")
    if view not in queries.VIEWS:
        raise NotFound
    space, topic = _space(), _topic()
    found = queries.list_questions(g.actor, view, space=space, topic=topic, after=after())
    chosen = {"view": view, "community": space and space.slug, "topic": topic and topic.slug}
    chosen = {name: value for name, value in chosen.items() if value}
    if wants_fragment():
        return page("qa/_questions.html", found=found, chosen=chosen)
    return page(
        "qa/questions.html", found=found, chosen=chosen, space=space, topic=topic,
        open=queries.unanswered(g.actor, space=space, topic=topic), week=figures.this_week(g.actor),
        needs=figures.topics_in_need(g.actor), helpers=figures.lately_helpful(),
    )  # fmt: skip


@bp.get("/q/needs-you")
def needs_you() -> str:
    """Everything about questions that waits for this person."""
    return page("qa/needed.html", needed=needed_of(g.actor))


@bp.get("/q/<int:id>", defaults={"slug": ""})
@bp.get("/q/<int:id>-<slug>")
def question(id: int, slug: str) -> str | Response:
    try:
        found = load_question(g.actor, id)
    except NotFound:
        return onward(led_to(g.actor, f"question:{id}"))  # it is a discussion now
    if request.path != question_url(found):
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return onward(question_url(found) + query, 301)
    return question_page(found, newest_first=request.args.get("sort") == "newest")


@bp.get("/q/<int:id>/new-answers")
def new_answers(id: int) -> str:
    """How many answers came since the page was opened; the page itself stays as it is (FD16)."""
    found = load(g.actor, Question, id)
    count = queries.answers_after(g.actor, found, after() or 0)
    return fragment_or_page(
        "qa/_new_answers.html", "qa/new_answers.html", question=found, count=count, last=after() or 0
    )


@bp.get("/q/<int:id>/timeline")
def question_timeline(id: int) -> str:
    """Everything around a discussion: answers, and what became of them with customers (LK10)."""
    found = load(g.actor, Question, id)
    return _timeline(found, f"/q/{id}/timeline", found.ref, question_url(found))


@bp.get("/a/<int:id>/timeline")
def answer_timeline(id: int) -> str:
    """The same, with what is of this answer marked."""
    found = load(g.actor, Answer, id, options=[joinedload(Answer.question)])
    return _timeline(found.question, f"/a/{id}/timeline", found.ref, answer_url(found))


@bp.get("/q/<int:id>/around")
def around(id: int) -> str:
    """Who knows this, and what is close to it."""
    found = load_question(g.actor, id)
    return fragment_or_page(
        "qa/_around.html", "qa/around.html", question=found, knowing=candidates(g.actor, found),
        asked_ids={each.person_id for each in requests_on(found)}, may_ask=can(g.actor, ASK_PERSON, found),
    )  # fmt: skip


@bp.get("/q/<int:id>/history")
def question_history(id: int) -> str:
    found = load(g.actor, Question, id)
    return page("threads/history.html", title=found.title, **history_of(found), back=question_url(found))


@bp.get("/a/<int:id>")
def answer(id: int) -> Response:
    """An answer's own address leads to its place."""
    try:
        return onward(answer_url(load(g.actor, Answer, id)))
    except NotFound:
        return onward(led_to(g.actor, f"answer:{id}"))


@bp.get("/a/<int:id>/more")
def answer_more(id: int) -> str:
    """What can be done with it."""
    found = load(g.actor, Answer, id, options=[joinedload(Answer.question), joinedload(Answer.author)])
    title = _("More for %(name)s’s answer", name=found.author.first_name)
    back = (found.question.title, answer_url(found))
    items = answer_menu(g.actor, found)
    return fragment_or_page("_menu.html", "menu.html", title=title, back=back, items=items, about=found.ref)


@bp.get("/a/<int:id>/history")
def answer_history(id: int) -> str:
    found = load(g.actor, Answer, id)
    title = found.question.title
    return page("threads/history.html", title=title, **history_of(found), back=answer_url(found))


def _space() -> Space | None:
    slug = request.args.get("community", "")
    return load(g.actor, Space, slug, by=Space.slug) if slug else None


def _topic() -> Topic | None:
    slug = request.args.get("topic", "")
    return topic_at(g.actor, slug) if slug else None


def _timeline(found: Question, place: str, here: str, url: str) -> str:
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    return fragment_or_page(
        "_timeline.html", "timeline.html", title=found.title, back=(_("Back to the discussion"), url),
        place=place, kind=kind, kinds=KINDS, here=here, live=found.ref,
        entries=timeline_of_question(g.actor, found, kind),
    )  # fmt: skip
