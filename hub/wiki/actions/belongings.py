"""What hangs on a page, carried to the one it is merged into and back again.

Each of PARTS is a pair of functions: the first moves it and returns what has to be remembered (JSON), the
second takes that back as far as nobody has changed it since. All of them run inside a transaction.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from hub.core import clock
from hub.core.db import session
from hub.core.words import gettext as _
from hub.files.models import StoredFile
from hub.flags.models import Flag
from hub.links.actions import find, repoint
from hub.links.models import Link
from hub.people.models import Attention, Person, Watch
from hub.spaces.models import Filed, Topic
from hub.threads.models import Comment, Reaction, Revision
from hub.threads.reshaping import hand_on_watches, leave_behind, take_along
from hub.wiki.actions.passages import carry_passages, return_passages
from hub.wiki.models import Page, PageOpinion, PageRedirect

Carry = Callable[[Page, Page], Any]
Return = Callable[[Page, Page, Any], None]


def carry_comments(source: Page, target: Page) -> list[int]:
    """All that was said, with who replied to what."""
    said = list(session().scalars(select(Comment).where(Comment.about == source.ref).order_by(Comment.id)))
    for comment in said:
        comment.space_id = target.space_id
    take_along(said, target.ref)
    _move_texts([comment.ref for comment in said], target.space_id)
    _count(source, target, said, 1)
    return [comment.id for comment in said]


def return_comments(source: Page, target: Page, ids: list[int]) -> None:
    there = select(Comment).where(Comment.id.in_(ids), Comment.about == target.ref).order_by(Comment.id)
    said = list(session().scalars(there))
    for comment in said:
        comment.space_id = source.space_id
    take_along(said, source.ref)
    leave_behind(target.ref, {comment.id for comment in said})
    _move_texts([comment.ref for comment in said], source.space_id)
    _count(source, target, said, -1)


def carry_watches(source: Page, target: Page) -> list[list[Any]]:
    """Who follows; whoever has chosen for both keeps what they chose for the second."""
    there = set(session().scalars(select(Watch.person_id).where(Watch.ref == target.ref)))
    rows = session().scalars(select(Watch).where(Watch.ref == source.ref)).all()
    kept = [[row.person_id, row.level, row.person_id in there] for row in rows]
    hand_on_watches(source.ref, target.ref)
    return kept


def return_watches(source: Page, target: Page, kept: list[list[Any]]) -> None:
    db = session()
    for person_id, level, was_there in kept:
        if db.get(Watch, (person_id, source.ref)) is None:
            row = Watch(person_id=person_id, ref=source.ref, level=Attention(level), at=clock.now())
            db.add(row)
        now = db.get(Watch, (person_id, target.ref))
        if now is not None and not was_there and now.level == level:
            db.delete(now)
    db.flush()


def carry_topics(source: Page, target: Page) -> list[list[Any]]:
    """What it is about, as far as the topic may be known where the target stands."""
    db = session()
    known = or_(Topic.space_id.is_(None), Topic.space_id == target.space_id)
    ids = db.scalars(select(Filed.topic_id).where(Filed.ref == source.ref)).all()
    usable = set(db.scalars(select(Topic.id).where(Topic.id.in_(ids), known)))
    there = set(db.scalars(select(Filed.topic_id).where(Filed.ref == target.ref)))
    db.execute(delete(Filed).where(Filed.ref == source.ref))
    db.add_all(Filed(topic_id=id, ref=target.ref) for id in usable - there)
    db.flush()
    return [[id, id in usable - there] for id in ids]


def return_topics(source: Page, target: Page, kept: list[list[Any]]) -> None:
    db = session()
    added = [id for id, was_added in kept if was_added]
    db.execute(delete(Filed).where(Filed.ref == target.ref, Filed.topic_id.in_(added)))
    db.add_all(Filed(topic_id=id, ref=source.ref) for id, _was_added in kept)
    db.flush()


def carry_links(actor: Person, source: Page, target: Page) -> list[list[Any]]:
    """What leads from and to it: cases, questions, pages. A link that is there already is not doubled."""
    either = or_(Link.source == source.ref, Link.target == source.ref)
    rows = session().scalars(select(Link).where(either)).all()
    kept = [[row.id, row.source, row.target, row.removed_at is None] for row in rows]
    repoint(actor, source.ref, target.ref, _("The pages were merged."))
    return kept


def return_links(kept: list[list[Any]]) -> None:
    for id, start, end, was_live in kept:
        row = session().get(Link, id)
        there = find(start, end, row.kind) if row is not None else None
        if row is None or (there is not None and there.id != id):
            continue
        row.source, row.target = start, end
        if was_live:
            row.removed_at = row.removed_by_id = None
        session().flush()


def carry_opinions(source: Page, target: Page) -> list[int]:
    """What readers found right or off, unless they have said so of the target. An open doubt stays open."""
    db = session()
    there = set(db.scalars(select(PageOpinion.person_id).where(PageOpinion.page_id == target.id)))
    rows = db.scalars(select(PageOpinion).where(PageOpinion.page_id == source.id)).all()
    came = [row for row in rows if row.person_id not in there]
    for row in came:
        is_open = row.revision == source.revision
        copy = PageOpinion(
            page_id=target.id, person_id=row.person_id, is_right=row.is_right, words=row.words, at=row.at,
            revision=target.revision if is_open else 0,
        )  # fmt: skip
        db.add(copy)
    db.flush()
    return [row.person_id for row in came]


def return_opinions(_source: Page, target: Page, people: list[int]) -> None:
    """The source has kept its own."""
    mine = (PageOpinion.page_id == target.id, PageOpinion.person_id.in_(people))
    session().execute(delete(PageOpinion).where(*mine))


def carry_flags(source: Page, target: Page) -> list[int]:
    """What somebody found to be wrong, open or ended."""
    ids = list(session().scalars(select(Flag.id).where(Flag.about == source.ref)))
    session().execute(update(Flag).where(Flag.id.in_(ids)).values(about=target.ref))
    return ids


def return_flags(source: Page, target: Page, ids: list[int]) -> None:
    there = (Flag.id.in_(ids), Flag.about == target.ref)
    session().execute(update(Flag).where(*there).values(about=source.ref))


def carry_reactions(source: Page, target: Page) -> list[list[Any]]:
    """How people felt about it, each once."""
    db = session()
    there = {(row.person_id, row.mood) for row in _reactions(target)}
    moved = []
    for row in _reactions(source):
        if (row.person_id, row.mood) not in there:
            moved.append([row.person_id, row.mood])
            db.add(Reaction(ref=target.ref, person_id=row.person_id, mood=row.mood, at=row.at))
    db.flush()
    return moved


def return_reactions(_source: Page, target: Page, moved: list[list[Any]]) -> None:
    wanted = {(person_id, mood) for person_id, mood in moved}
    for row in _reactions(target):
        if (row.person_id, row.mood) in wanted:
            session().delete(row)
    session().flush()


def carry_files(source: Page, target: Page) -> list[int]:
    """Pictures and files: the merged text may show them."""
    ids = list(session().scalars(select(StoredFile.id).where(StoredFile.about == source.ref)))
    session().execute(update(StoredFile).where(StoredFile.id.in_(ids)).values(about=target.ref))
    return ids


def return_files(source: Page, target: Page, ids: list[int]) -> None:
    there = (StoredFile.id.in_(ids), StoredFile.about == target.ref)
    session().execute(update(StoredFile).where(*there).values(about=source.ref))


def carry_addresses(source: Page, target: Page) -> list[int]:
    """Every address and title that it has or had leads to the target."""
    db = session()
    ids = list(db.scalars(select(PageRedirect.id).where(PageRedirect.page_id == source.id)))
    db.execute(update(PageRedirect).where(PageRedirect.id.in_(ids)).values(page_id=target.id))
    own = PageRedirect(
        space_id=source.space_id, path=source.path, title_key=source.title_key, page_id=target.id,
        at=clock.now(),
    )  # fmt: skip
    db.add(own)
    db.flush()
    return ids


def return_addresses(source: Page, target: Page, ids: list[int]) -> None:
    own = (PageRedirect.space_id == source.space_id, PageRedirect.path == source.path)
    session().execute(delete(PageRedirect).where(*own))
    there = (PageRedirect.id.in_(ids), PageRedirect.page_id == target.id)
    session().execute(update(PageRedirect).where(*there).values(page_id=source.id))


def carry_numbers(source: Page, target: Page) -> dict[str, Any]:
    """To how many customers its words went, what they thought, and whose words they are."""
    kept = {"credits": list(target.credits), "last": target.last_sent_at and target.last_sent_at.isoformat()}
    _add_numbers(source, target, 1)
    moments = [moment for moment in (source.last_sent_at, target.last_sent_at) if moment]
    target.last_sent_at = max(moments, default=None)
    everybody = dict.fromkeys([*target.credits, source.author_id, *source.credits])
    target.credits = [id for id in everybody if id != target.author_id]
    return kept


def return_numbers(source: Page, target: Page, kept: dict[str, Any]) -> None:
    """What came since the merge stays with the target."""
    _add_numbers(source, target, -1)
    if target.last_sent_at == source.last_sent_at:
        target.last_sent_at = datetime.fromisoformat(kept["last"]) if kept["last"] else None
    target.credits = list(kept["credits"])


PARTS: dict[str, tuple[Carry, Return]] = {
    "numbers": (carry_numbers, return_numbers),
    "comments": (carry_comments, return_comments),
    "watches": (carry_watches, return_watches),
    "topics": (carry_topics, return_topics),
    "opinions": (carry_opinions, return_opinions),
    "flags": (carry_flags, return_flags),
    "reactions": (carry_reactions, return_reactions),
    "files": (carry_files, return_files),
    "passages": (carry_passages, return_passages),
    "addresses": (carry_addresses, return_addresses),
}


def _add_numbers(source: Page, target: Page, sign: int) -> None:
    target.sent_count += sign * source.sent_count
    target.rated_count += sign * source.rated_count
    target.rating_sum += sign * source.rating_sum


def _count(source: Page, target: Page, said: list[Comment], sign: int) -> None:
    number = sum(comment.removed_at is None for comment in said)
    target.comment_count += sign * number
    source.comment_count -= sign * number


def _move_texts(refs: list[str], space_id: int) -> None:
    session().execute(update(Revision).where(Revision.about.in_(refs)).values(space_id=space_id))


def _reactions(page: Page) -> list[Reaction]:
    return list(session().scalars(select(Reaction).where(Reaction.ref == page.ref)))
