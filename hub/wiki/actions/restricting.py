"""Readers of a page's own: it goes into a part of its space, with all that is below it, and comes back."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import or_, select

from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import Actor, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import Space, SpaceKind
from hub.spaces.parts import (
    close_part,
    keep_a_reader,
    open_part,
    parts_of_person,
    readers_of,
    set_readers,
    strangers_among,
)
from hub.spaces.topics import file_under, topics_of
from hub.wiki.actions.moving import begins_part, check_move, put_at, subtree
from hub.wiki.addresses import path_below, slug_for, slugs_beside
from hub.wiki.events import PageMoved, ReadersNamed
from hub.wiki.models import Page
from hub.wiki.rules import RESTRICT_PAGE

MOST_READERS = 100


def restrict_page(actor: Person, page: Page, people: Collection[Person]) -> None:
    """Let only these people read a page, what is below it and its versions in other languages.

    The actor and whoever looks after it stay among them. On a page that has readers of its own already
    it says who they are from now on. Raises Invalid for somebody who may not enter the community itself.
    """
    require(actor, RESTRICT_PAGE, page)
    around = page.space.around
    _check_readers(people, around)
    with transaction():
        locked(page)
        part = page.space
        if part.kind == SpaceKind.PART and not begins_part(page):
            raise Invalid(_("Its readers are those of the page above it. Change them there."), field="people")
        before = _ids(readers_of(part)) if part.kind == SpaceKind.PART else None
        versions = _versions(page) if before is None else ()
        part = open_part(around) if before is None else part
        kept = [each.owner for each in _tops(versions or _begun_with(part)) if each.removed_at is None]
        new = set_readers(actor, part, {*people, actor, *_able(kept, around)})
        for each in versions:  # now that they are in: what they watch and saved stays theirs
            _put_into(actor, each, part)
        after = _ids(readers_of(part))
        audit(actor, "wiki.restrict", page.ref, before={"readers": before}, after={"readers": after})
        told = tuple(person.id for person in new if person.id != actor.id)
        if told:
            record(ReadersNamed(page.id, told), actor, page)


def lift_restriction(actor: Person, page: Page) -> None:
    """Let everybody who may enter the community read it again; it stands where it stood in the tree."""
    require(actor, RESTRICT_PAGE, page)
    with transaction():
        locked(page)
        part = page.space
        if part.kind != SpaceKind.PART:
            return
        if not begins_part(page):
            raise Invalid(_("Its readers are those of the page above it. Change them there."), field="people")
        before = _ids(readers_of(part))
        for each in _begun_with(part):
            _put_back(actor, each, part)
        close_part(actor, part)
        audit(actor, "wiki.restrict", page.ref, before={"readers": before}, after={"readers": None})


def keep_readable(actor: Actor, person: Person) -> None:
    """Somebody's account was closed: what they alone could read comes to the owners of its community."""
    for part in parts_of_person(person):
        keep_a_reader(actor, part)


def _check_readers(people: Collection[Person], around: Space) -> None:
    if len(people) > MOST_READERS:
        raise Invalid(
            _("Name at most %(most)s people. For more, move the page to a community of theirs.",
              most=MOST_READERS), field="people",
        )  # fmt: skip
    outside = strangers_among(people, around)
    if outside:
        words = _("%(name)s may not read %(place)s itself. Let them in there first.",
                  name=outside[0].name, place=around.name)  # fmt: skip
        raise Invalid(words, field="people")


def _able(people: Iterable[Person], around: Space) -> set[Person]:
    wanted = set(people)
    return wanted - set(strangers_among(wanted, around))


def _versions(page: Page) -> Sequence[Page]:
    """The page in all languages, as far as they stand in the same place; removed ones too."""
    root = page.version_group
    same = or_(Page.id == page.id, Page.id == root, Page.translation_of_id == root)
    statement = select(Page).where(same, Page.space_id == page.space_id).order_by(Page.path)
    return session().scalars(statement).all()


def _tops(pages: Sequence[Page]) -> list[Page]:
    """Those of them that stand below none of the others."""
    paths = [f"{page.path}/" for page in pages]
    return [page for page in pages if not any(page.path.startswith(path) for path in paths)]


def _put_into(actor: Actor, page: Page, part: Space) -> None:
    if page.space_id == part.id:  # it stood below another one that went in
        return
    family = subtree(page)
    put_at(page, family, part, slug_for(page.slug, slugs_beside(part.id, None, page)))
    record(PageMoved(page.id, tuple(each.id for each in family)), actor, page)


def _begun_with(part: Space) -> Sequence[Page]:
    statement = select(Page).where(Page.space_id == part.id, ~Page.path.contains("/"))
    return session().scalars(statement.order_by(Page.position, Page.id)).all()


def _put_back(actor: Actor, page: Page, part: Space) -> None:
    """To where it stands in the tree; if what it stands under has readers of its own, among those."""
    above = session().get(Page, page.parent_id) if page.parent_id else None
    if above is not None and above.space.around.id != part.around.id:
        above = page.parent_id = None  # the one above has gone to another community
    target = above.space if above is not None else part.around
    family = subtree(page)
    check_move(page, family, target, above)
    topics = topics_of([each.ref for each in family])
    named = {ref: [topic.name for topic in found] for ref, found in topics.items()}
    slug = slug_for(page.slug, slugs_beside(target.id, above, page))
    put_at(page, family, target, path_below(target.id, above, slug))
    for ref, names in named.items():  # what was a topic of the part is one of the community now
        file_under(ref, names, target.id)
    record(PageMoved(page.id, tuple(each.id for each in family)), actor, page)


def _ids(people: Iterable[Person]) -> list[int]:
    return sorted(person.id for person in people)
