"""The addresses of the feed, of posts and of drafts: parse, call, show."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from flask import Blueprint, Response, flash, g, make_response, redirect, request
from pydantic import Field
from sqlalchemy.orm import joinedload

from hub.core.errors import Denied, HubError, Invalid, NotFound
from hub.core.features import resolve, url_of
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.feed import actions, composing, drafts, home, queries
from hub.feed.announcing import ROLES, Ask, change_announcement, understand
from hub.feed.filters import filters_of
from hub.feed.models import Post, PostKind
from hub.feed.pins import end_of_day
from hub.feed.poll_models import Results
from hub.feed.praise import what_for
from hub.feed.routes.asking import asked, asking
from hub.feed.rules import ANNOUNCE, EDIT_POST
from hub.feed.scheduling import local_moment, schedule
from hub.feed.search import post_title, post_url
from hub.feed.voting import Terms, lines_of
from hub.people.helping import Praise, badge_choices
from hub.people.models import Draft
from hub.people.queries import drafts_of
from hub.spaces.models import Space
from hub.spaces.topics import topics_of
from hub.threads.actions import react
from hub.threads.marks import reaction_counts
from hub.threads.models import Mood
from hub.threads.reshaping import led_to
from hub.threads.revisions import history_of
from hub.threads.unheard import unheard
from hub.threads.watching import mark_read
from hub.web.forms import LINES, Body, Form, OptionalBody, Read, Short, blank, bounded, read
from hub.web.guard import safe_next, wants_fragment, where_from
from hub.web.once import once
from hub.web.pages import done, fragment_or_page, page

bp = Blueprint("home", __name__, template_folder="../templates")

YEAR = 365 * 24 * 3600


class PostForm(Form):
    """What the composer sends: one text, and what it is."""

    kind: Literal["question", "discussion", "thanks", "poll", "announcement"]
    community: Annotated[str, bounded(60, 1), LINES]
    body: Body
    about: Short = ""  # of thanks: what for, as a ref or an address
    badge: Praise | None = None
    back: Short = ""
    choices: OptionalBody = ""  # of a poll, as the four below
    several: bool = False
    anonymous: bool = False
    results: Results = Results.VOTED
    until: date | None = None
    must_confirm: bool = False  # of an announcement, as the two below
    audience: Short = ""
    ends: date | None = None
    topic: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)  # pressed
    named: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)
    later: datetime | None = None  # on the clock where its author is

    def terms(self) -> Terms | None:
        """What a poll offers; None for every other kind of post."""
        if self.kind != "poll":
            return None
        ends_at = end_of_day(g.actor, self.until) if self.until else None
        return Terms(lines_of(self.choices), self.several, self.anonymous, self.results, ends_at)

    def ask(self) -> Ask | None:
        """What an announcement asks for; None for every other kind of post."""
        if self.kind != "announcement":
            return None
        return asked(self.must_confirm, self.audience, self.ends)


class ThanksForm(Form):
    """on=0 takes the thanks back."""

    on: Literal["0", "1"] = "1"


class EditForm(Form):
    """A post as it should be now; `seen` is the revision that was in front of the editor."""

    title: Annotated[str, bounded(LIMITS.title), LINES] = ""
    body: Body
    topics: Short = ""
    badge: Praise | None = None  # of thanks
    seen: int = 0
    must_confirm: bool = False  # of an announcement, as the three below
    audience: Short = ""
    ends: date | None = None
    again: bool = False


class DraftForm(Form):
    """What is being written, and where."""

    place: Annotated[str, bounded(120, 1), LINES]
    body: OptionalBody = ""


@bp.get("/offline/feed")
def last_feed() -> Response:
    """What an installed app keeps for when there is no network: no customer is in it."""
    stream = queries.feed(g.actor, "following")
    answer = make_response(
        page("feed/offline.html", items=[each for each in stream.items if each.is_own_talk])
    )
    answer.headers["X-Person"] = g.actor.handle
    return answer


@bp.get("/")
def index() -> Any:
    tab = _tab()
    if wants_fragment():
        filters = filters_of(g.actor, request.args)
        stream = queries.feed(g.actor, tab, after=request.args.get("after", ""), only=filters.where)
        return page("feed/_stream.html", stream=stream, more=f"/?tab={tab}{filters.address}")
    shown = _shown(tab)
    status = 422 if shown.filters.form.errors else 200
    response = make_response(page("feed/home.html", shown=shown), status)
    if request.args.get("tab") in queries.TABS:
        response.set_cookie("feed", tab, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@bp.post("/p")
@once
def write() -> Any:
    form = read(PostForm)
    slug = str(form.value("community"))
    if not form.ok:
        return _refused(form, slug)
    space = load(g.actor, Space, slug, by=Space.slug)
    try:
        data = form.data
        about = what_for(g.actor, data.about)
        if data.later is not None:
            return _plan(space, data, data.later, about)
        terms: dict[str, Any] = {
            "badge": data.badge or "",
            "poll": data.terms(),
            "ask": data.ask(),
            "topics": data.topic,
        }
        made = composing.send(g.actor, space, data.kind, data.body, about=about, **terms)
    except (Invalid, Denied) as error:  # denied: its place was archived, or left, while somebody wrote
        form.refuse(error.field or "body", error.message)
        return _refused(form, slug, error.status)
    back = safe_next(form.data.back) if form.data.back else url_of(made)
    told = _("Posted in %(name)s.", name=space.name)
    return done(back, say=f"{told} {unheard(g.actor, form.data.body, space)}".strip())


def _plan(space: Space, data: PostForm, later: datetime, about: str) -> Response:
    """Not now: at the moment that its author chose."""
    at = local_moment(g.actor, later)
    terms: dict[str, Any] = {
        "badge": data.badge or "",
        "poll": data.terms(),
        "ask": data.ask(),
        "topics": data.topic,
    }
    schedule(g.actor, space, data.kind, data.body, at, about=about, **terms)
    return done("/scheduled", say=_("It will be posted in %(name)s.", name=space.name))


@bp.post("/feed/<ref>/thanks")
def thank(ref: str) -> Any:
    """One press under a post. Without scripts the way leads back to where it was pressed."""
    thing = resolve(g.actor, ref)
    form = read(ThanksForm)
    if not form.ok:
        raise Invalid(_("Thanks are given or taken back; reload the page and try again."), fields=form.errors)
    on = form.data.on == "1"
    react(g.actor, thing, Mood.THANKS, on)
    count = reaction_counts([ref]).get(ref, {}).get(Mood.THANKS, 0)
    label = _("Well done") if getattr(thing, "kind", "") == PostKind.LOOP else _("Thanks")
    return done(url_of(thing), fragment="feed/_thanks.html", ref=ref, label=label, count=count, mine=on)


@bp.get("/p/<int:id>")
def post(id: int) -> Any:
    try:
        found = load(g.actor, Post, id, options=(joinedload(Post.author), joinedload(Post.space)))
    except NotFound:
        return redirect(led_to(g.actor, f"post:{id}"), 302)  # it was merged into another
    shown = home.post_page(g.actor, found)
    if shown.is_news:
        mark_read(g.actor, found.ref)
    announcement = shown.announcement
    if announcement is not None and announcement.is_waiting and not announcement.asks.must_confirm:
        understand(g.actor, found, announcement.asks.version)  # to have opened it is to have seen it
    return page("feed/post.html", shown=shown)


@bp.get("/p/<int:id>/edit")
def edit_page(id: int) -> str:
    found = load(g.actor, Post, id)
    require(g.actor, EDIT_POST, found)
    names = ", ".join(topic.name for topic in topics_of([found.ref]).get(found.ref, []))
    form = blank(
        title=found.title,
        body=found.body,
        topics=names,
        seen=found.revision,
        badge=found.badge,
        **asking(found),
    )
    return _editing(found, form)


@bp.post("/p/<int:id>/edit")
def edit(id: int) -> Any:
    found = load(g.actor, Post, id)
    require(g.actor, EDIT_POST, found)
    form = read(EditForm)
    if not form.ok:
        return _editing(found, form), 422
    topics = [name.strip() for name in form.data.topics.split(",") if name.strip()]
    try:
        again = _change(found, form.data, topics)
    except HubError as error:
        form.refuse(error.field or "body", error.message)
        form.values["seen"] = found.revision
        return _editing(found, form, theirs=error.status == 409), error.status
    return done(post_url(found), say=_("Saved. Everybody is asked again.") if again else _("Saved."))


def _change(found: Post, data: EditForm, topics: list[str]) -> bool:
    """Save; whether everybody is asked to read it again."""
    if found.kind == PostKind.ANNOUNCEMENT and can(g.actor, ANNOUNCE, found.space):
        ask = asked(data.must_confirm, data.audience, data.ends)
        text = data.body, data.title, topics
        return change_announcement(g.actor, found, *text, ask, again=data.again, seen=data.seen)
    badge = (data.badge or "") if "badge" in request.form else None  # who shows no choice leaves it
    actions.edit_post(g.actor, found, data.body, data.title, topics, badge=badge, seen=data.seen)
    return False


def _editing(found: Post, form: Read[Any], *, theirs: bool = False) -> str:
    asks = found.kind == PostKind.ANNOUNCEMENT and can(g.actor, ANNOUNCE, found.space)
    return page(
        "feed/edit.html", post=found, form=form, theirs=theirs, roles=ROLES.items() if asks else (),
        badges=badge_choices() if found.kind == PostKind.THANKS else (),
    )  # fmt: skip


@bp.post("/p/<int:id>/removal")
def remove(id: int) -> Response:
    found = load(g.actor, Post, id)
    actions.remove_post(g.actor, found)
    flash(_("The post is removed."), f"/p/{id}/restoration")
    return done("/")


@bp.post("/p/<int:id>/restoration")
def restore(id: int) -> Response:
    found = load(g.actor, Post, id)
    actions.restore_post(g.actor, found)
    return done(post_url(found), say=_("The post is back."))


@bp.get("/p/<int:id>/history")
def history(id: int) -> str:
    found = load(g.actor, Post, id)
    if found.author is None:
        raise NotFound  # a customer's words have no history: nobody changes them
    back = post_url(found)
    return page("threads/history.html", title=post_title(found), **history_of(found), back=back)


@bp.get("/feed/new")
def new_posts() -> str:
    """How much has come since the page was made: a button that brings it, or nothing."""
    since, slug = request.args.get("since", "0"), request.args.get("community", "")
    if not since.isdecimal() or len(since) > 18:
        raise Invalid(_("This address is damaged. Reload the page."))
    space = load(g.actor, Space, slug, by=Space.slug) if slug else None
    filters = filters_of(g.actor, request.args)
    count = queries.count_new(g.actor, _tab(), int(since), space=space, only=filters.where)
    return page("feed/_new.html", count=count, since=since, tab=_tab(), space=space, narrowed=filters.address)


@bp.get("/drafts")
def my_drafts() -> str:
    lines = [(draft, *drafts.words_for(draft)) for draft in drafts_of(g.actor)]
    return page("feed/drafts.html", lines=lines)


@bp.post("/drafts")
def keep_draft() -> Any:
    form = read(DraftForm)
    if not form.ok:
        raise Invalid(_("This draft cannot be kept here; it stays on your device."), fields=form.errors)
    drafts.keep_draft(g.actor, form.data.place, form.data.body, url=where_from()[:300])
    return "", 204


@bp.get("/drafts/begun")
def begun() -> Any:
    """What one began to write at a place, perhaps on another device; plain text, nothing when nothing."""
    place = request.args.get("place", "")[:120]
    return drafts.draft_at(g.actor, place), {"Content-Type": "text/plain; charset=utf-8"}


@bp.post("/drafts/<int:id>/removal")
def throw_away(id: int) -> Response:
    draft = load(g.actor, Draft, id)
    drafts.forget_draft(g.actor, draft.place)
    return done("/drafts", say=_("The draft is gone."))


def _tab() -> str:
    """The chosen order; the choice sticks (FD04)."""
    wanted = request.args.get("tab") or request.cookies.get("feed", "")
    return wanted if wanted in queries.TABS else "following"


def _shown(tab: str, form: Read[Any] | None = None) -> home.Home:
    given = request.args.to_dict()
    return home.home_page(g.actor, tab, after=request.args.get("after", ""), form=form, preset=given)


def _refused(form: Read[Any], slug: str, status: int = 422) -> Any:
    """The composer again, filled in, with what is wrong; else a page that shows the text."""
    if form.error("community") and not form.error("body"):
        form.refuse("body", _("Choose a community for it, and send it again."))
    shown = composing.composer(g.actor, form=form)
    if shown is None or not shown.communities:
        why = form.error("body") if status == 403 else ""
        raise Invalid(why or _("Choose a community for it, and send it again."), fields=form.errors)
    if wants_fragment():
        return fragment_or_page(
            "feed/_composer.html", "feed/home.html", composer=shown
        ), status  # fmt: skip
    return page("feed/home.html", shown=_shown(_tab(), form)), status
