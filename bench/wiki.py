"""A small and a large wiki in one hub: what the tree and the history of a page cost as they grow.

Two communities with the same texts, the one with a tenth of the pages. In each a page is edited daily: ten
versions of it in the one, five hundred in the other. Each page is asked for in both, one after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apiflask import APIFlask
from sqlalchemy import insert, select

from bench.desk import Asked, Cost, cost_of
from bench.pages import READER, cookie_of
from bench.sizes import Sizes
from bench.words import Writer
from hub.app import engine_of
from hub.core import clock
from hub.core.db import keep_statistics, session, transaction
from hub.spaces.models import Membership, Space
from hub.wiki.models import Page, PageRevision

Row = dict[str, Any]
BRANCH = 10  # pages under each page
SMALLER = 10  # times fewer pages in the small one
DAILY = "page-1"  # the page that is edited daily
FEW, MANY = 10, 500  # its versions
HEAD = (
    "| page | statements, small | large | processor ms, small | large | lowest ms, small | large "
    "| large by small, processor |\n|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Wiki:
    """A community with so many pages, its page that is edited daily, and the one that stands deepest."""

    slug: str
    pages: int
    versions: int

    @property
    def deepest(self) -> str:
        """The path of the last page."""
        return path_of(self.pages - 1)


def wikis(pages: int) -> tuple[Wiki, Wiki]:
    """The small one and the large one."""
    return Wiki("wiki-small", pages // SMALLER, FEW), Wiki("wiki-large", pages, MANY)


def path_of(number: int) -> str:
    """Where a page stands: ten under each, the first ten at the top."""
    above = f"{path_of(number // BRANCH - 1)}/" if number >= BRANCH else ""
    return f"{above}page-{number + 1}"


def little() -> Sizes:
    """The hub around both: people, and little else."""
    return Sizes(people=1_000, communities=20, questions=60, answers=200, posts=60, comments=120, pages=20,
                 cases=60, messages=180)  # fmt: skip


def fill_wikis(app: APIFlask, pages: int) -> None:
    """Write both where they are not yet."""
    with app.app_context():
        if session().scalar(select(Space.id).where(Space.slug == "wiki-large")) is None:
            with transaction() as db:
                for wiki in wikis(pages):
                    _write(db, wiki)
            keep_statistics()
        session.remove()
    engine_of(app).dispose()  # a connection knows the statistics that there were when it was opened


def asked(wiki: Wiki) -> Iterator[Asked]:
    """Everything that is measured of one."""
    start = f"/wiki/{wiki.slug}"
    yield Asked("all pages", start)
    yield Asked("the deepest page, its tree beside it", f"{start}/{wiki.deepest}")
    yield Asked("putting pages in order", f"{start}/arrange")
    yield Asked("titles after [[", f"{start}/titles?text=desk")
    yield Asked("history", f"{start}/{DAILY}/history")
    yield Asked("oldest and newest compared", f"{start}/{DAILY}/history/1..{wiki.versions}")
    yield Asked("its newest version, and editing it", f"{start}/{DAILY}/edit")


def time_wikis(app: APIFlask, pages: int, rounds: int) -> Iterator[str]:
    """A row of the table for each page; raises where one does not answer."""
    cookie = cookie_of(app, READER)
    for few, many in zip(*(list(asked(wiki)) for wiki in wikis(pages)), strict=True):
        yield line(cost_of(app, few, cookie, rounds), cost_of(app, many, cookie, rounds))


def line(few: Cost, many: Cost) -> str:
    """Both beside each other."""
    used = [sorted(cost.processor)[len(cost.processor) // 2] for cost in (few, many)]
    return (
        f"| {few.asked.name} | {len(few.statements)} | {len(many.statements)} "
        f"| {used[0]:.1f} | {used[1]:.1f} | {min(few.took):.1f} | {min(many.took):.1f} "
        f"| {used[1] / used[0]:.2f} |"
    )


def _write(db: Any, wiki: Wiki) -> None:
    now, writer = clock.now(), Writer(13)
    space = Space(kind="community", slug=wiki.slug, name=wiki.slug, member_count=1, entry_count=wiki.pages,
                  created_at=now)  # fmt: skip
    db.add(space)
    db.flush()
    db.add(Membership(person_id=READER, space_id=space.id, joined_at=now))
    db.flush()
    first = (db.scalar(select(Page.id).order_by(Page.id.desc()).limit(1)) or 0) + 1
    rows = list(_pages(wiki, space.id, first, now, writer))
    db.execute(insert(Page), rows)
    db.execute(insert(PageRevision), list(_revisions(rows, writer)))


def _pages(wiki: Wiki, space_id: int, first: int, now: datetime, writer: Writer) -> Iterator[Row]:
    for number in range(wiki.pages):
        path, title = path_of(number), f"{number + 1}: {writer.title()}"
        parent = first + number // BRANCH - 1 if number >= BRANCH else None
        revision = wiki.versions if path == DAILY else 1
        yield {
            "id": first + number, "space_id": space_id, "parent_id": parent, "position": number,
            "slug": path.rpartition("/")[2], "path": path, "title": title, "title_key": title.lower(),
            "author_id": READER, "editor_id": READER, "owner_id": READER, "created_at": now, "edited_at": now,
            "revision": revision, **writer.text(8),
        }  # fmt: skip


def _revisions(pages: list[Row], writer: Writer) -> Iterator[Row]:
    """One of each page; of the page that is edited daily all, a paragraph new in each."""
    for page in pages:
        parts = page["body"].split("\n\n")
        for number in range(1, page["revision"] + 1):
            if number < page["revision"]:
                parts[number % len(parts)] = writer.paragraphs(1)[0]
            texts = writer.forms(parts, "body", "html") if number < page["revision"] else page
            yield {
                "page_id": page["id"], "space_id": page["space_id"], "title": page["title"], "number": number,
                "body": texts["body"], "html": texts["html"], "state": "unvalidated", "author_id": READER,
                "at": page["edited_at"] - timedelta(days=page["revision"] - number),
            }  # fmt: skip
