"""The scenes in the wiki: pages with their earlier versions, who verified them, what they came from."""

from typing import Any

from hub.core.db import session
from hub.core.errors import HubError
from hub.core.permissions import SYSTEM, can
from hub.demo.stage import Stage
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.rules import ANSWER_IN, CURATE_IN
from hub.wiki.actions.keeping import archive_page
from hub.wiki.actions.verification import mark_verified
from hub.wiki.actions.writing import create_page, edit_page
from hub.wiki.models import PageAudience, PageKind, PageState

FIRST = "-380d 09:00"


def plan_pages(stage: Stage) -> None:
    """Every page: its first version, the later ones, its verification."""
    rows = {row["key"]: row for row in stage.story["article"]}
    for row in rows.values():
        versions = [*row.get("revision", ()), {"at": row["at"], "author": row["author"], "body": row["body"],
                                               "note": row.get("note", "")}]  # fmt: skip
        first = versions[0]
        stage.act(_not_before_parent(rows, row, first["at"]), _create, stage, row, first)
        for version in versions[1:]:
            stage.act(version["at"], _edit, stage, row, version, shift=1)
        if row.get("verified_at"):
            stage.act(row["verified_at"], _verify, stage, row, shift=2)
        stage.act(row["at"], _settle, stage, row, shift=3)


def _not_before_parent(rows: dict[str, Any], row: dict[str, Any], at: str) -> str:
    """A page below another is written after it, whatever the files say."""
    parent = rows.get(row.get("parent", ""))
    return FIRST if parent is None and any(each.get("parent") == row["key"] for each in rows.values()) else at


def _create(stage: Stage, row: dict[str, Any], version: dict[str, Any]) -> None:
    space = stage.spaces[row["space"]]
    author = _writer(stage, space, stage.people[version["author"]])
    question = stage.things.get(f"question:{row.get('from_question', '')}")
    page = create_page(
        author, space, row["title"], version["body"].strip(), kind=PageKind(row["kind"]),
        parent=stage.things.get(f"page:{row.get('parent', '')}"), owner=stage.people[row["owner"]],
        verifier=stage.people[row.get("verified_by", row["owner"])],
        review_days=row.get("review_every_days"), topics=row.get("topics", ()),
        note=version.get("note", ""), sources=[question.ref] if question else (),
    )  # fmt: skip
    stage.things[f"page:{row['key']}"] = page


def _edit(stage: Stage, row: dict[str, Any], version: dict[str, Any]) -> None:
    page = stage.thing(f"page:{row['key']}")
    edit_page(
        _writer(stage, page.space, stage.people[version["author"]]), page, title=row["title"],
        body=version["body"].strip(), base=page.revision, note=version.get("note", ""),
    )  # fmt: skip


def _verify(stage: Stage, row: dict[str, Any]) -> None:
    """Verified at its moment, also where the file's author was a curator of another place."""
    page, person = stage.thing(f"page:{row['key']}"), stage.people[row["verified_by"]]
    mark_verified(page, person)


def _settle(stage: Stage, row: dict[str, Any]) -> None:
    page = stage.thing(f"page:{row['key']}")
    page.audience = PageAudience(row["audience"])
    state = PageState(row["state"])
    if state == PageState.ARCHIVED:
        archive_page(_curator(stage, page.space, page.owner), page)
    elif page.state != state:
        page.state = state
    learned = stage.things.get(f"question:{row.get('learned_from', '')}")
    if learned is not None:
        link(SYSTEM, learned.ref, page.ref, LinkKind.IMPROVED)
    session().flush()


def _writer(stage: Stage, space: Space, wanted: Person) -> Person:
    """The story's author, or a curator where the place is closed to them."""
    return wanted if can(wanted, ANSWER_IN, space) else _curator(stage, space, wanted)


def _curator(stage: Stage, space: Space, wanted: Person) -> Person:
    """`wanted` if they curate the place, else somebody who does."""
    if can(wanted, CURATE_IN, space):
        return wanted
    for person in stage.people.values():
        if can(person, CURATE_IN, space):
            return person
    raise HubError(f"nobody curates {space.name}")
