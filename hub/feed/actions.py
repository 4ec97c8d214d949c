"""Every verb that changes posts."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.features import registry, resolve
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.feed.events import LoopClosed, PeopleThanked, PostEdited, PostWritten
from hub.feed.models import Post, PostKind
from hub.feed.praise import keep_thanks
from hub.feed.rules import EDIT_POST, REMOVE_POST, WRITE_POST
from hub.feed.stream import put
from hub.files.actions import attach
from hub.people.helping import badge_of
from hub.people.models import Person
from hub.reuse.events import OutcomeArrived
from hub.spaces.models import Space
from hub.spaces.topics import file_under
from hub.threads.actions import hide_comments
from hub.threads.revisions import keep_revision
from hub.threads.watching import watch
from hub.threads.writing import Written, tell_mentioned, write

NOBODY_THANKED = lazy("Whom do you thank? Name at least one colleague with @.")


def write_post(
    actor: Person,
    space: Space,
    body: str,
    title: str = "",
    topics: Sequence[str] = (),
    *,
    kind: PostKind = PostKind.DISCUSSION,
    about: str = "",
    badge: str = "",
) -> Post:
    """Say something to a community. Thanks go to the colleagues named in the text; about: for what.

    badge: the name of a Praise, for thanks.
    """
    require(actor, WRITE_POST, space)
    if about:
        resolve(actor, about)
    _check_badge(badge)
    written = write(actor, body, space_id=space.id)
    thanked = _thanked(actor, kind, written)
    with transaction() as db:
        post = Post(
            space_id=space.id, space=space, author_id=actor.id, author=actor, kind=kind, title=title,
            body=body, html=written.html, text=written.text, people=thanked, about=about,
            badge=badge if kind == PostKind.THANKS else "", created_at=clock.now(),
        )  # fmt: skip
        db.add(post)
        db.flush()
        file_under(post.ref, topics, post.space_id)
        watch(actor, post.ref)
        put(post)
        attach(actor, post, body)
        tell_mentioned(actor, post, _without(written, thanked))
        keep_thanks(post)
        if thanked:
            record(PeopleThanked(post.id, thanked, about), actor, post)
        record(PostWritten(post.id), actor, post)
    return post


def edit_post(
    actor: Person,
    post: Post,
    body: str,
    title: str = "",
    topics: Sequence[str] = (),
    *,
    badge: str | None = None,
    seen: int | None = None,
) -> None:
    """Change a post; the earlier text is kept. seen: the revision that the editor had in front of them.

    badge: of thanks, the name of a Praise or "" for none; None leaves it.
    """
    require(actor, EDIT_POST, post)
    _check_badge(badge)
    written = write(actor, body, space_id=post.space_id)
    people = _thanked(actor, post.kind, written) if post.kind == PostKind.THANKS else post.people
    with transaction():
        locked(post)
        if seen is not None and seen != post.revision:
            raise Conflict(_("Somebody changed this post while you were writing. Your text is still here."))
        keep_revision(actor, post)
        post.title, post.body, post.people = title, body, people
        post.html, post.text = written.html, written.text
        post.edited_at = clock.now()
        if badge is not None and post.kind == PostKind.THANKS:
            post.badge = badge
        file_under(post.ref, topics, post.space_id)
        keep_thanks(post)
        put(post)
        attach(actor, post, body)
        record(PostEdited(post.id), actor, post)


def remove_post(actor: Person, post: Post) -> None:
    """Take a post down. It can be brought back."""
    require(actor, REMOVE_POST, post)
    with transaction():
        if post.is_removed:
            return
        post.removed_at, post.removed_by_id = clock.now(), actor.id
        hide_comments(post.ref)
        put(post)
        record(PostEdited(post.id, removed=True), actor, post)


def restore_post(actor: Person, post: Post) -> None:
    """Bring a removed post back."""
    require(actor, REMOVE_POST, post)
    with transaction():
        post.removed_at = post.removed_by_id = None
        hide_comments(post.ref, hidden=False)
        put(post)
        record(PostEdited(post.id), actor, post)


def close_loop(fact: OutcomeArrived) -> Post | None:
    """Tell the community that a customer was glad, inside a transaction. Once for each reply.

    The words are masked already; who the customer is, is not known here and never written.
    """
    db = session()
    source = f"outcome:{fact.reply}"
    space_id = _space_of(fact.question)
    if space_id is None or db.scalar(select(Post.id).where(Post.source == source)):
        return None
    written = write(SYSTEM, fact.words)
    post = Post(
        space_id=space_id, kind=PostKind.LOOP,
        title=_("A customer rated a reply %(rating)s of 5", rating=fact.rating),
        body=fact.words, html=written.html, text=written.text, people=list(fact.helpers),
        about=fact.question, rating=fact.rating, source=source, created_at=clock.now(),
    )  # fmt: skip
    db.add(post)
    db.flush()
    put(post)
    record(LoopClosed(post.id, list(fact.helpers)), SYSTEM, post)
    return post


def _check_badge(badge: str | None) -> None:
    if badge and badge_of(badge) is None:
        raise Invalid(_("Choose one of the badges, or none."), field="badge")


def _thanked(actor: Person, kind: PostKind, written: Written) -> list[int]:
    if kind != PostKind.THANKS:
        return []
    people = [id for id in written.people if id != actor.id]
    if not people:
        raise Invalid(NOBODY_THANKED, field="body")
    return people


def _without(written: Written, thanked: Sequence[int]) -> Written:
    """Whoever is thanked hears that, and not that they were called by name, too."""
    return replace(written, people=tuple(id for id in written.people if id not in thanked))


def _space_of(ref: str) -> int | None:
    kind = registry.kinds.get(ref.partition(":")[0])
    thing = session().get(kind.model, int(ref.partition(":")[2])) if kind else None
    return thing.space_id if thing is not None else None
