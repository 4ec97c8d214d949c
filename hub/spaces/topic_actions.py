"""Every verb that changes topics: describing, other names, where they belong, merging and taking it back."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select, update

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Attention, Person, Watch
from hub.spaces.events import TopicEdited, TopicMerged, TopicMergeUndone
from hub.spaces.models import Filed, Space, Topic
from hub.spaces.rules import EDIT_TOPIC, SHARE_TOPIC
from hub.spaces.topic_models import FOLLOWER, SYNONYM, THING, TopicMerge, TopicMoved
from hub.spaces.topic_queries import other_names, used_outside
from hub.spaces.topics import slug_in, slug_of

SAVED_MEANWHILE = lazy("Somebody changed this topic while you were writing. Your text is still here.")
NO_WORD = lazy("A topic needs at least one letter or digit.")


def create_topic(actor: Person, name: str, space: Space | None = None, about: str = "") -> Topic:
    """Add a word to the vocabulary. space: the community it belongs to alone; None is all of them."""
    word = slug_of(name)
    made = Topic(slug=slug_in(space, word), name=name, space=space)
    require(actor, EDIT_TOPIC, made)
    if not word:
        raise Invalid(NO_WORD, field="name")
    with transaction() as db:
        taken = _named(made.slug)
        if taken is not None:
            raise Invalid(_taken(taken), field="name")
        made.about, made.about_html = about, safe_render(about).html
        db.add(made)
        db.flush()
        record(TopicEdited(), actor, made)
    return made


def edit_topic(
    actor: Person, topic: Topic, *, name: str, about: str, synonyms: Sequence[str], seen: int | None = None
) -> None:
    """Describe a topic, rename it and say under which other names it is found.

    seen: the revision that the editor had in front of them. A former name stays as a synonym.
    """
    require(actor, EDIT_TOPIC, topic)
    with transaction():
        _lock(topic, seen)
        before = topic.name
        _set_synonyms(topic, [each for each in synonyms if slug_of(each) != slug_of(name)])
        _rename(topic, name)
        if slug_of(before) != topic.word:
            session().add(_synonym(topic, before))
        topic.about, topic.about_html = about, safe_render(about).html
        topic.revision += 1
        record(TopicEdited(), actor, topic)


def save_topic(
    actor: Person, topic: Topic, *, name: str, about: str, synonyms: Sequence[str], place: Space | None,
    seen: int,
) -> None:  # fmt: skip
    """All that the page of a topic lets one change, together or not at all."""
    with transaction():
        edit_topic(actor, topic, name=name, about=about, synonyms=synonyms, seen=seen)
        if topic.space_id != (place.id if place else None):
            move_topic(actor, topic, place)


def move_topic(actor: Person, topic: Topic, space: Space | None, *, seen: int | None = None) -> None:
    """Make a topic everybody's (None), or that of one community, when nothing outside of it uses it."""
    require(actor, SHARE_TOPIC, topic)
    if space is not None:
        load(actor, Space, space.id)
    with transaction() as db:
        _lock(topic, seen)
        if space is not None:
            _refuse_outside(actor, topic, space)
        names = db.scalars(select(Topic).where(Topic.same_as_id == topic.id)).all()
        for each in (topic, *names):
            slug = slug_in(space, each.word)
            taken = _named(slug)
            if taken is not None and taken.id != each.id:
                raise Invalid(_taken(taken), field="place")
            each.slug, each.space = slug, space
            db.flush()
        topic.revision += 1
        record(TopicEdited(), actor, topic)


def merge_topics(actor: Person, source: Topic, target: Topic) -> TopicMerge:
    """Make `source` another name of `target`: what is filed, who follows and its synonyms go along."""
    require(actor, EDIT_TOPIC, source)
    require(actor, EDIT_TOPIC, target)
    if source.id == target.id:
        raise Invalid(_("This is the same topic. Choose another one."), field="into")
    if target.space_id is not None and target.space_id != source.space_id:
        raise Invalid(
            _(
                "#%(name)s belongs to one community alone, and what is filed under #%(other)s stands "
                "elsewhere, too. Make #%(name)s a topic of all communities first.",
                name=target.name, other=source.name,
            ),
            field="into",
        )  # fmt: skip
    with transaction() as db:
        for each in sorted((source, target), key=lambda topic: topic.id):
            _lock(each, None)
        merge = TopicMerge(source_id=source.id, target_id=target.id, by_id=actor.id, at=clock.now())
        db.add(merge)
        db.flush()
        _move_things(merge)
        _move_followers(merge)
        _move_names(merge)
        source.same_as_id = target.id
        source.revision += 1
        target.revision += 1
        record(TopicMerged(source.id), actor, target)
    return merge


def undo_merge(actor: Person, merge: TopicMerge) -> None:
    """Take a merge back: who was filed where, who followed what. What changed since stays."""
    require(actor, EDIT_TOPIC, merge.target)
    require(actor, EDIT_TOPIC, merge.source)
    with transaction() as db:
        locked(merge)
        if merge.undone_at is not None:
            raise Conflict(_("This merge is taken back already."))
        if merge.source.same_as_id != merge.target_id or merge.target.same_as_id is not None:
            raise Conflict(
                _("#%(name)s was merged on since. Take that merge back first.", name=merge.target.name)
            )
        merge.source.same_as_id = None
        merge.undone_at = clock.now()
        moved = db.scalars(select(TopicMoved).where(TopicMoved.merge_id == merge.id)).all()
        _bring_back_things(merge, [each for each in moved if each.what == THING])
        _bring_back_followers(merge, [each for each in moved if each.what == FOLLOWER])
        names = [int(each.key) for each in moved if each.what == SYNONYM]
        db.execute(
            update(Topic)
            .where(Topic.id.in_(names), Topic.same_as_id == merge.target_id)
            .values(same_as_id=merge.source_id)
        )
        merge.source.revision += 1
        merge.target.revision += 1
        record(TopicMergeUndone(merge.source_id), actor, merge.target)


def _lock(topic: Topic, seen: int | None) -> None:
    locked(topic)
    if topic.same_as_id is not None or (seen is not None and seen != topic.revision):
        raise Conflict(SAVED_MEANWHILE)


def _named(slug: str) -> Topic | None:
    return session().scalars(select(Topic).where(Topic.slug == slug)).one_or_none()


def _taken(row: Topic) -> str:
    """Whoever sees a topic sees its neighbours of the same place: nothing is given away."""
    if row.same_as is not None:
        return _("“%(name)s” is another name of #%(other)s already.", name=row.name, other=row.same_as.name)
    return _("There is a topic #%(name)s already. Merge the two instead.", name=row.name)


def _synonym(topic: Topic, name: str) -> Topic:
    return Topic(slug=slug_in(topic.space, slug_of(name)), name=name, space=topic.space, same_as=topic)


def _set_synonyms(topic: Topic, names: Iterable[str]) -> None:
    """Those that came by a merge are not touched: taking the merge back needs them."""
    db = session()
    wanted = {slug_in(topic.space, slug_of(name)): name.strip() for name in names if slug_of(name)}
    wanted.pop(topic.slug, None)
    for row in other_names(topic):
        if row.slug not in wanted:
            db.delete(row)
        wanted.pop(row.slug, None)
    db.flush()
    for slug, name in wanted.items():
        taken = _named(slug)
        if taken is not None and taken.same_as_id == topic.id:
            continue
        if taken is not None:
            raise Invalid(_taken(taken), field="synonyms")
        db.add(_synonym(topic, name[: LIMITS.tag]))
    db.flush()


def _rename(topic: Topic, name: str) -> None:
    word = slug_of(name)
    if not word:
        raise Invalid(NO_WORD, field="name")
    topic.name = name
    if word == topic.word:
        return
    taken = _named(slug_in(topic.space, word))
    if taken is not None:
        raise Invalid(_taken(taken), field="name")
    topic.slug = slug_in(topic.space, word)
    session().flush()


def _refuse_outside(actor: Person, topic: Topic, space: Space) -> None:
    """What is elsewhere would lose its topic; what the actor may see of it is named."""
    titles, is_more = used_outside(actor, topic, space)
    if not titles and not is_more:
        return
    shown = [f"“{title}”" for title in titles]
    if is_more:
        shown.append(_("things that you may not see"))
    raise Invalid(
        _(
            "#%(name)s is used outside of %(place)s: %(things)s. File them under something else first.",
            name=topic.name, place=space.name, things=", ".join(shown),
        ),
        field="place",
    )  # fmt: skip


def _move_things(merge: TopicMerge) -> None:
    db = session()
    refs = db.scalars(select(Filed.ref).where(Filed.topic_id == merge.source_id)).all()
    there = set(db.scalars(select(Filed.ref).where(Filed.topic_id == merge.target_id)))
    db.execute(delete(Filed).where(Filed.topic_id == merge.source_id))
    for ref in refs:
        db.add(TopicMoved(merge_id=merge.id, what=THING, key=ref, was_there=ref in there))
        if ref not in there:
            db.add(Filed(topic_id=merge.target_id, ref=ref))
    db.flush()


def _move_followers(merge: TopicMerge) -> None:
    """Whoever has chosen for both keeps what they chose for the second."""
    db = session()
    there = set(db.scalars(select(Watch.person_id).where(Watch.ref == f"topic:{merge.target_id}")))
    for watch in db.scalars(select(Watch).where(Watch.ref == f"topic:{merge.source_id}")).all():
        is_there = watch.person_id in there
        key = str(watch.person_id)
        db.add(TopicMoved(merge_id=merge.id, what=FOLLOWER, key=key, was_there=is_there, level=watch.level))
        if not is_there:
            db.add(_watch(watch.person_id, merge.target_id, watch.level))
        db.delete(watch)
    db.flush()


def _move_names(merge: TopicMerge) -> None:
    db = session()
    for row in db.scalars(select(Topic).where(Topic.same_as_id == merge.source_id)).all():
        db.add(TopicMoved(merge_id=merge.id, what=SYNONYM, key=str(row.id)))
        row.same_as_id = merge.target_id
    db.flush()


def _bring_back_things(merge: TopicMerge, moved: Sequence[TopicMoved]) -> None:
    """What somebody filed elsewhere since the merge is left where it is."""
    db = session()
    still = set(db.scalars(select(Filed.ref).where(Filed.topic_id == merge.target_id)))
    for each in moved:
        if each.key in still:
            db.add(Filed(topic_id=merge.source_id, ref=each.key))
            if not each.was_there:
                db.execute(delete(Filed).where(Filed.topic_id == merge.target_id, Filed.ref == each.key))
    db.flush()


def _bring_back_followers(merge: TopicMerge, moved: Sequence[TopicMoved]) -> None:
    """Whoever has chosen anew for the second topic since then keeps that as well."""
    db = session()
    rows = db.scalars(select(Watch).where(Watch.ref == f"topic:{merge.target_id}"))
    there = {str(row.person_id): row for row in rows}
    for each in moved:
        db.add(_watch(int(each.key), merge.source_id, each.level))
        row = there.get(each.key)
        if row is not None and not each.was_there and row.level == each.level:
            db.delete(row)
    db.flush()


def _watch(person_id: int, topic_id: int, level: str) -> Watch:
    return Watch(person_id=person_id, ref=f"topic:{topic_id}", level=Attention(level), at=clock.now())
