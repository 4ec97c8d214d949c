"""What the pages of the wiki need, already shaped."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, String, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, defer, joinedload, with_expression

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.permissions import SYSTEM, Actor, load, readable
from hub.core.words import gettext as _
from hub.flags.models import Flag
from hub.people.models import Person
from hub.spaces.models import Space, SpaceKind
from hub.spaces.parts import whole_place
from hub.spaces.rules import readable_space_ids
from hub.wiki.addresses import title_key
from hub.wiki.change_models import UNDECIDED, PageChange
from hub.wiki.due import know_reasons, with_reasons
from hub.wiki.insight_models import PageSeen
from hub.wiki.models import Page, PageOpinion, PageRedirect, PageRevision, PageState, WikiLink
from hub.wiki.passage_models import Passage

EAGER = (
    joinedload(Page.space).joinedload(Space.within), joinedload(Page.owner), joinedload(Page.verified_by),
)  # fmt: skip
FLAGGED = select(Flag.id).where(Flag.about == "page:" + Page.id.cast(String), Flag.ended_at.is_(None))
SUGGESTED = select(PageChange.id).where(PageChange.page_id == Page.id, PageChange.state.in_(UNDECIDED))
TRANSLATED = aliased(Page)
VERSIONS = select(TRANSLATED.id).where(TRANSLATED.translation_of_id == Page.id)
WHOLE = (
    *EAGER, joinedload(Page.editor), joinedload(Page.verifier), joinedload(Page.author),
    joinedload(Page.verifier_space),
    with_expression(Page.has_flags, FLAGGED.exists()), with_expression(Page.has_changes, SUGGESTED.exists()),
    with_expression(Page.has_passages, exists().where(Passage.page_id == Page.id)),
    with_expression(Page.has_versions, or_(Page.translation_of_id.is_not(None), VERSIONS.exists())),
)  # fmt: skip
TREE = 400  # pages of one community that its tree shows as a whole
WHOLE_TREE = 5_000  # places that are offered when a page is moved
LIST = 20


@dataclass
class Node:
    """A page in the tree."""

    id: int
    label: str
    url: str
    path: str
    state: str
    parent_id: int | None
    current: bool = False
    open: bool = False
    shut: bool = False
    lock: bool = False  # has readers of its own
    seen: int | None = None  # the version that the reader read last
    news: bool = False  # there is a later one, here or below
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """A community with pages: how many, and how many of them are validated."""

    space: Space
    pages: int
    validated: int


@dataclass(frozen=True)
class Wanted:
    """A page that others name but nobody has written; `space` is one in which it is named."""

    title: str
    space: Space
    count: int


def find_page(actor: Actor, space_slug: str, path: str) -> Page:
    """The page at an address, if it exists for the actor; by a former address too (compare its path)."""
    statement = readable(actor, select(Page)).where(
        Page.path == path, Page.space.has(Space.slug == space_slug)
    )
    row = session().execute(with_reasons(statement.options(*WHOLE))).one_or_none()
    if row is not None:
        return know_reasons(row)
    former = (
        select(PageRedirect.page_id)
        .join(Space, PageRedirect.space_id == Space.id)
        .where(Space.slug == space_slug, PageRedirect.path == path)
    )
    id = session().scalar(former)
    if id is None:
        raise NotFound
    return load(actor, Page, id, options=WHOLE)


def merged_at(space_slug: str, path: str) -> int | None:
    """The id of the page that stood at an address until it went into another one."""
    statement = select(Page.id).join(Space, Page.space_id == Space.id)
    there = statement.where(Space.slug == space_slug, Page.path == path, Page.merged_into_id.is_not(None))
    return session().scalar(there)


def find_by_slug(actor: Actor, slug: str) -> Page:
    """The page that a short link means: the last word of its address, validated ones first."""
    statement = readable(actor, select(Page)).where(Page.slug == slug).options(*EAGER)
    best = statement.order_by(Page.state != PageState.VALIDATED, Page.id).limit(1)
    found: Page | None = session().scalars(best).one_or_none()
    if found is None:
        raise NotFound
    return found


def restricted_called(actor: Actor, space: Space, title: str) -> Page | None:
    """A page of this title among those of the community that have readers of their own, the actor one."""
    part = Page.space.has((Space.kind == SpaceKind.PART) & (Space.within_id == space.around.id))
    statement = readable(actor, select(Page)).where(Page.title_key == title_key(title), part)
    return session().scalars(statement.options(joinedload(Page.space)).order_by(Page.id)).first()


def find_removed(actor: Actor, id: int) -> Page:
    """A page that was removed, in a space that the actor may enter."""
    page = session().get(Page, id, options=(joinedload(Page.space),))
    if page is None or page.purged_at is not None:
        raise NotFound
    if not _may_enter(actor, page.space_id):
        raise NotFound
    return page


def tree_of(
    space: Space, current: Page | None = None, *, most: int = TREE, reader: Actor = SYSTEM
) -> list[Node]:
    """The pages of a space that the caller may read, nested and in order: one query.

    Those with readers of their own are among them where `reader` is one.

    Of more than `most` pages only the branches that lead to `current` are open, by a second query; the
    others are shut: they are read on the page of their own that they lead to. What changed since `reader`
    read it is marked.
    """
    here = [space.id] if reader is SYSTEM else whole_place(reader, space)
    stand = (Page.space_id.in_(here), Page.removed_at.is_(None))
    rows = session().execute(_lines(reader).where(*stand).limit(most + 1)).all()
    full: set[int] = set()
    if len(rows) > most:
        rows, full = _branches(stand, here, current, reader)
    nodes = {row.id: _node(row, space) for row in rows}
    line = _line(nodes, current)
    tops: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.parent_id) if node.parent_id else None
        (above.children if above else tops).append(node)
        if current is not None:
            node.current = node.id == current.id
            node.open = node.id in line
    for node in nodes.values():
        node.shut = node.id in full and not node.children
        if node.children:  # the line of a branch opens it; its own page is the first leaf
            own = Node(
                0, _("Overview"), node.url, node.path, node.state, node.id, node.current, news=node.news
            )
            node.children.insert(0, own)
    for node in tops:
        _spread_news(node)
    return tops


def _node(row: Any, space: Space) -> Node:
    return Node(
        row.id, row.title, f"/wiki/{row.slug}/{row.path}", row.path, row.state, row.parent_id,
        lock=row.space_id != space.id and "/" not in row.path, seen=row.seen,
        news=row.seen is not None and row.seen < row.revision,
    )  # fmt: skip


def _line(nodes: Mapping[int, Node], current: Page | None) -> set[int]:
    """The ids of a page and of those above it."""
    line: set[int] = set()
    node = nodes.get(current.id) if current is not None else None
    while node is not None and node.id not in line:
        line.add(node.id)
        node = nodes.get(node.parent_id) if node.parent_id else None
    return line


def _spread_news(node: Node) -> bool:
    """A branch has news when something in it has."""
    below = [_spread_news(child) for child in node.children]  # each of them is asked
    node.news = node.news or any(below)
    return node.news


def _lines(reader: Actor) -> Any:
    wanted = (Page.id, Page.parent_id, Page.title, Page.path, Page.state, Page.revision, Page.space_id)
    own = and_(PageSeen.page_id == Page.id, PageSeen.person_id == reader.id)
    lines = select(*wanted, Space.slug, PageSeen.revision.label("seen"))
    lines = lines.join(Space, Page.space_id == Space.id).outerjoin(PageSeen, own)
    return lines.order_by(Page.position, Page.id)


def _branches(
    stand: tuple[Any, ...], here: Any, current: Page | None, reader: Actor
) -> tuple[Sequence[Any], set[int]]:
    """The lines at the top and around a page and below it; and the ids of those that have pages below."""
    paths = [current.path, _path_outside(current)] if current is not None else []
    words = [path.split("/") for path in paths if path]
    above = ["/".join(each[: number + 1]) for each in words for number in range(len(each))]
    opened = select(Page.id).where(*stand, Page.path.in_(above))
    child = aliased(Page)
    below = (child.parent_id == Page.id, child.space_id.in_(here), child.removed_at.is_(None))
    full = exists().where(*below).label("is_full")
    near = or_(Page.parent_id.is_(None), Page.parent_id.in_(opened))
    rows = session().execute(_lines(reader).add_columns(full).where(*stand, near).limit(WHOLE_TREE)).all()
    return rows, {row.id for row in rows if row.is_full}


def _path_outside(page: Page) -> str:
    """Of a page in a part: the address, in the space around it, of what the part stands under."""
    if page.space.kind != SpaceKind.PART:
        return ""
    begun = aliased(Page)
    under = select(Page.path).join(begun, begun.parent_id == Page.id)
    top = page.path.split("/")[0]
    return session().scalar(under.where(begun.space_id == page.space_id, begun.path == top)) or ""


def seen_before(reader: Actor, page: Page, tree: Sequence[Node]) -> int | None:
    """The version that the reader read last, when there is a later one by somebody else."""
    seen = next((each.seen for each in _all_nodes(tree) if each.id == page.id), None)
    if seen is None or seen >= page.revision:
        return None
    just_saved = page.editor_id == reader.id and seen == page.revision - 1
    return None if just_saved else seen


def _all_nodes(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all_nodes(node.children)


def places(actor: Actor) -> list[Place]:
    """The communities whose pages the actor may read, the fullest first."""
    pages = func.count(Page.id)
    validated = func.count(Page.id).filter(Page.state == PageState.VALIDATED)
    counted = readable(actor, select(Page)).with_only_columns(Page.space_id, pages, validated)
    counted = counted.where(Page.space.has(Space.kind != SpaceKind.PART))
    counts = {id: (all_, good) for id, all_, good in session().execute(counted.group_by(Page.space_id))}
    found = session().scalars(select(Space).where(Space.id.in_(counts)).order_by(Space.name))
    return [Place(space, *counts[space.id]) for space in found]


def writable_spaces(actor: Person) -> Sequence[Space]:
    """The communities in which the actor may begin a page: their own, and the open ones."""
    statement = select(Space).where(Space.kind == SpaceKind.COMMUNITY, Space.archived_at.is_(None))
    return session().scalars(_enterable(actor, statement).order_by(Space.name).limit(200)).all()


def recent(actor: Actor, space: Space | None = None, size: int = LIST) -> Sequence[Page]:
    """The pages that were changed last."""
    statement = readable(actor, select(Page)).where(Page.state != PageState.ARCHIVED)
    if space is not None:
        statement = statement.where(Page.space_id.in_(whole_place(actor, space)))
    statement = statement.options(joinedload(Page.space), joinedload(Page.editor))
    return session().scalars(statement.order_by(Page.edited_at.desc(), Page.id.desc()).limit(size)).all()


def recently_validated(actor: Actor, space: Space, size: int = 4) -> Sequence[Page]:
    """For the page of a community."""
    statement = readable(actor, select(Page)).where(Page.space_id.in_(whole_place(actor, space)))
    statement = statement.where(Page.state == PageState.VALIDATED).options(joinedload(Page.space))
    return session().scalars(statement.order_by(Page.verified_at.desc()).limit(size)).all()


def pages_by(actor: Actor, person: Person, size: int = 100) -> Sequence[Page]:
    """What somebody wrote or keeps, the last changed first."""
    statement = readable(actor, select(Page)).where(
        or_(Page.author_id == person.id, Page.owner_id == person.id)
    )
    statement = statement.options(joinedload(Page.space)).order_by(Page.edited_at.desc(), Page.id.desc())
    return session().scalars(statement.limit(size)).all()


def backlinks(actor: Actor, page: Page, size: int = 50) -> Sequence[Page]:
    """The pages that name this one and that the actor may read (WK17)."""
    statement = readable(actor, select(Page)).join(WikiLink, WikiLink.page_id == Page.id)
    statement = statement.where(WikiLink.target_id == page.id, Page.id != page.id)
    statement = statement.options(joinedload(Page.space))
    return session().scalars(statement.order_by(Page.title).limit(size)).unique().all()


def wanted(actor: Actor, size: int = LIST) -> list[Wanted]:
    """Pages that others name but nobody has written, the most wanted first."""
    source = readable(actor, select(Page)).with_only_columns(Page.id)
    statement = (
        select(func.min(WikiLink.title), func.min(Page.space_id), func.count(WikiLink.page_id))
        .join(Page, WikiLink.page_id == Page.id)
        .where(WikiLink.target_id.is_(None), Page.id.in_(source))
        .group_by(WikiLink.title_key)
        .order_by(func.count(WikiLink.page_id).desc(), WikiLink.title_key)
        .limit(size)
    )
    rows = session().execute(statement).all()
    spaces = {row[1] for row in rows}
    by_id = {space.id: space for space in session().scalars(select(Space).where(Space.id.in_(spaces)))}
    return [Wanted(title, by_id[space_id], count) for title, space_id, count in rows]


def orphans(actor: Actor, size: int = LIST) -> Sequence[Page]:
    """Pages at the top of their community, without children, that no page names."""
    child, other, places = aliased(Page), aliased(Page), readable_space_ids(actor, "wiki")
    named = exists().where(
        WikiLink.target_id == Page.id, WikiLink.page_id != Page.id, other.id == WikiLink.page_id,
        other.space_id.in_(places),
    )  # fmt: skip
    parent = exists().where(
        child.parent_id == Page.id, child.removed_at.is_(None), child.space_id.in_(places)
    )
    statement = readable(actor, select(Page)).where(Page.parent_id.is_(None), ~named, ~parent)
    statement = statement.where(Page.state != PageState.ARCHIVED).options(joinedload(Page.space))
    return session().scalars(statement.order_by(Page.edited_at, Page.id).limit(size)).all()


def revisions(
    page: Page, before: int | None = None, size: int = 50, *, texts: bool = False
) -> Sequence[PageRevision]:
    """The revisions of a page that the caller has loaded, newest first; with their texts if asked for."""
    statement = select(PageRevision).where(PageRevision.page_id == page.id)
    if before is not None:
        statement = statement.where(PageRevision.number < before)
    # A list shows no texts, and a page may have had hundreds of long ones.
    left_out = () if texts else (defer(PageRevision.body), defer(PageRevision.html))
    statement = statement.options(joinedload(PageRevision.author), *left_out)
    return session().scalars(statement.order_by(PageRevision.number.desc()).limit(size + 1)).all()


def opinion_of(actor: Person, page: Page) -> PageOpinion | None:
    """What the actor said of the page."""
    return session().get(PageOpinion, (page.id, actor.id))


def people_by_id(ids: Iterable[int]) -> Sequence[Person]:
    """The people with these ids, by name."""
    wanted_ids = list(ids)
    if not wanted_ids:
        return []
    return session().scalars(select(Person).where(Person.id.in_(wanted_ids)).order_by(Person.name)).all()


def _may_enter(actor: Actor, space_id: int) -> bool:
    return bool(session().scalar(_enterable(actor, select(Space.id).where(Space.id == space_id))))


def _enterable(actor: Actor, statement: Select[Any]) -> Select[Any]:
    return statement.where(Space.id.in_(readable_space_ids(actor, "wiki")))
