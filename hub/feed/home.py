"""What the home page and a post's page show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hub.core import clock
from hub.core.features import Card
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.core.words import lazy, ngettext
from hub.feed.announcements import AnnouncementView, MustRead, announcement_view, top_of_home
from hub.feed.composing import AT_HOME, Composer, composer
from hub.feed.filters import Filters, filters_of
from hub.feed.models import Post, PostKind
from hub.feed.pins import pinned_now
from hub.feed.polls import PollView, polls_on
from hub.feed.queries import Needed, Stream, could_answer, feed, names_that_find
from hub.feed.rules import CLOSE_POST, EDIT_POST, PIN, REMOVE_POST, RESHAPE_POST
from hub.feed.search import people_of, post_title, post_url
from hub.links.queries import cards_for
from hub.people.attention import watch_items
from hub.people.helping import Praise, badge_of
from hub.people.models import Person
from hub.people.recognition import is_recognised
from hub.reuse.queries import helped_by_day, they_helped
from hub.spaces.models import Topic
from hub.spaces.topics import topics_of
from hub.threads.cards import Shown, cards_in
from hub.threads.marks import marks_on
from hub.threads.queries import Thread, arranged, comments_under, refs_on_page
from hub.web.filters import readers_zone, weekday
from hub.web.forms import Read
from hub.web.saving import save_item

WORDS = (lazy("No"), lazy("One"), lazy("Two"), lazy("Three"), lazy("Four"), lazy("Five"), lazy("Six"),
         lazy("Seven"), lazy("Eight"), lazy("Nine"), lazy("Ten"))  # fmt: skip


@dataclass(frozen=True)
class Home:
    """The home page."""

    tab: str
    greeting: str
    sentence: str
    stream: Stream
    filters: Filters
    composer: Composer | None
    needed: Needed
    must: MustRead | None = None  # the one announcement that is shown now
    helped: list[tuple[datetime, int]] = field(default_factory=list)
    helpers: Sequence[tuple[Person, int]] = ()
    is_recognised: bool = True  # whether the reader's impact may be kept and shown
    hints: Sequence[tuple[str, str]] = ()  # which filters to drop when nothing is left

    @property
    def helped_count(self) -> int:
        """Customers helped in the week."""
        return sum(count for _, count in self.helped)

    @property
    def bars(self) -> list[tuple[str, int]]:
        """The week for the chart, ending today."""
        named = [(weekday(at), count) for at, count in self.helped]
        return [*named[:-1], (_("Today"), named[-1][1])] if named else []

    @property
    def bars_sentence(self) -> str:
        """The chart in words."""
        days = ", ".join(f"{day} {count}" for day, count in self.bars)
        return _("Customers helped per day: %(days)s", days=days)


@dataclass(frozen=True)
class PostPage:
    """A post with its conversation."""

    post: Post
    title: str
    thread: Thread
    people: Sequence[Person]
    topics: Sequence[Topic]
    about: Card | None
    cards: dict[str, Shown]
    level: str  # how much the reader wants to hear of it
    is_news: bool  # whether the reader sees something of it for the first time
    may_edit: bool
    may_remove: bool
    may_close: bool
    may_reshape: bool
    poll: PollView | None
    announcement: AnnouncementView | None
    pinned: bool | None  # on top of its community; None where the reader has no say in that

    @property
    def badge(self) -> Praise | None:
        """Which way of helping thanks name."""
        return badge_of(self.post.badge)

    @property
    def menu(self) -> list[dict[str, Any]]:
        """What its author and the curators can do with it, and how much of it everybody wants to hear."""
        base = post_url(self.post)
        edit = {"label": _("Edit"), "url": f"{base}/edit", "icon": "edit"}
        article = {"label": _("Make article"), "url": f"/wiki/new?from={self.post.ref}", "icon": "book"}
        remove = {"label": _("Remove"), "url": f"{base}/removal", "icon": "trash", "post": True, "bad": True}
        is_open = self.post.closing is None
        close = {"label": _("Close the conversation"), "url": f"{base}/closing", "icon": "lock"}
        reopen = {"label": _("Open it again"), "url": f"{base}/reopening", "icon": "undo", "post": True}
        links = {"label": _("Links"), "url": f"/links/{self.post.ref}", "icon": "link"}
        feed = f"/feed/{self.post.ref}"
        up = {"label": _("Pin to the top"), "url": f"{feed}/pin", "icon": "pin"}
        down = {"label": _("Take from the top"), "url": f"{feed}/unpin", "icon": "pin", "post": True}
        standing = [down if self.pinned else up] * (self.pinned is not None)
        if self.poll is not None and not self.poll.is_over:
            end = {"label": _("End the poll"), "url": f"{base}/poll/end", "icon": "check", "post": True}
            standing += [end] * self.may_edit
        if self.announcement is not None and self.announcement.may_answer_for:
            who = {"label": _("Who has read it"), "url": f"{base}/readers", "icon": "people"}
            stop = {
                "label": _("Ask nobody any more"),
                "url": f"{base}/readers/end",
                "icon": "check",
                "post": True,
            }
            standing += [who] + [stop] * (not self.announcement.asks.is_over)
        standing += [close if is_open else reopen] * self.may_close
        move = {"label": _("Move to another community"), "url": f"/t/{self.post.ref}/move", "icon": "right"}
        standing += [move] * self.thread.may_move + self._reshaping
        lasting = self.post.kind == PostKind.DISCUSSION
        levels = [save_item(self.post.ref), *watch_items(self.post.ref, self.level, base)]
        return (
            [edit] * self.may_edit
            + [article] * lasting
            + [links]
            + standing
            + [remove] * self.may_remove
            + levels
        )

    @property
    def _reshaping(self) -> list[dict[str, Any]]:
        """Giving replies a place of their own, or the whole a place in another conversation."""
        base = post_url(self.post)
        split = {"label": _("Split replies off"), "url": f"{base}/split", "icon": "reply"}
        merge = {"label": _("Merge into another"), "url": f"{base}/merge", "icon": "merge"}
        ask = {"label": _("Make a question of it"), "url": f"/turn/{self.post.ref}", "icon": "ask"}
        can_split = self.may_reshape and self.thread.count > 0
        can_merge = self.may_reshape and self.post.kind == PostKind.DISCUSSION
        return [split] * can_split + [merge, ask] * can_merge


def home_page(
    actor: Person, tab: str, *, after: str = "", form: Read[Any] | None = None, preset: dict[str, str]
) -> Home:
    """Everything on the home page, in few statements. preset: what the address says."""
    needed = could_answer(actor)
    filters = filters_of(actor, preset)
    stream = feed(actor, tab, after=after, only=filters.where)
    must, begun = None, None
    if not (filters.values or after):  # nobody is held up who looks something up
        must, begun = top_of_home(actor, AT_HOME)
    return Home(
        tab=tab,
        greeting=greeting(actor),
        sentence=_waiting_sentence(needed),
        stream=stream,
        filters=filters,
        composer=composer(actor, form=form, preset=preset, begun=begun),
        needed=needed,
        must=must,
        helped=helped_by_day(actor),
        helpers=they_helped(actor),
        is_recognised=is_recognised(actor),
        hints=hints(actor, tab, filters) if filters.values and not stream.items else (),
    )


def hints(actor: Person, tab: str, filters: Filters) -> list[tuple[str, str]]:
    """The filters without which there would be something: in words, and the address without."""
    less = {name: filters.without(name) for name in filters.values}
    found = names_that_find(actor, tab, {name: each.where for name, each in less.items()})
    return [(filters.labels[name], less[name].address) for name in less if name in found]


def greeting(actor: Person) -> str:
    """By the hour at the reader's place."""
    hour = clock.now().astimezone(readers_zone()).hour
    if 4 <= hour < 12:
        return _("Good morning, %(name)s", name=actor.first_name)
    if hour < 18 and hour >= 12:
        return _("Good afternoon, %(name)s", name=actor.first_name)
    return _("Good evening, %(name)s", name=actor.first_name)


def post_page(actor: Person, post: Post) -> PostPage:
    """A post, what it is about as this reader may see it, and what was said under it."""
    about = cards_for(actor, [post.about]).get(post.about) if post.about else None
    comments = comments_under(actor, [post.ref])
    marks = marks_on(actor, refs_on_page([post], comments))
    thread = arranged(actor, [post], comments, marks)[post.ref]
    texts = [post.html, *(line.comment.html for line in thread.lines)]
    return PostPage(
        post=post,
        title=post_title(post),
        thread=thread,
        people=people_of(post),
        topics=topics_of([post.ref]).get(post.ref, []),
        about=about,
        cards=cards_in(actor, texts),
        level=marks.level(post.ref),
        is_news=marks.read_at(post.ref) is None or thread.new_count > 0,
        may_edit=can(actor, EDIT_POST, post),
        may_remove=can(actor, REMOVE_POST, post),
        may_close=can(actor, CLOSE_POST, post),
        may_reshape=can(actor, RESHAPE_POST, post),
        poll=polls_on(actor, [post.id]).get(post.id) if post.kind == PostKind.POLL else None,
        announcement=announcement_view(actor, post),
        pinned=pinned_now(post.ref) if can(actor, PIN, post.space) else None,
    )


def _waiting_sentence(needed: Needed) -> str:
    if needed.customers:
        number = str(WORDS[needed.customers]) if needed.customers < len(WORDS) else str(needed.customers)
        return ngettext(
            "%(number)s customer is waiting for something you may know.",
            "%(number)s customers are waiting for something you may know.",
            needed.customers,
            number=number,
        )
    if needed.count:
        number = str(WORDS[needed.count]) if needed.count < len(WORDS) else str(needed.count)
        return ngettext(
            "No customer is waiting. %(number)s open question is left in your communities.",
            "No customer is waiting. %(number)s open questions are left in your communities.",
            needed.count,
            number=number,
        )
    return _("Nobody is waiting, and every question has an answer.")
