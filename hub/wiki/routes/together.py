"""Writing beside others: who else is here, what they saved, taking it in, and one's own draft."""

from dataclasses import dataclass
from typing import Annotated, Any

from flask import g, request
from pydantic import ConfigDict, Field

from hub.core.permissions import require
from hub.people.actions import forget_drafts
from hub.people.models import Draft
from hub.people.queries import draft_within
from hub.threads.merge import Merged, merge, moved
from hub.web.forms import Form, OptionalBody, read
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki.actions.presence import be_editing, stop_editing
from hub.wiki.addresses import page_url
from hub.wiki.models import Page
from hub.wiki.presence import others_editing, saved_since
from hub.wiki.routes.clashing import body_at
from hub.wiki.routes.shown import at, bp
from hub.wiki.rules import EDIT_PAGE

Number = Annotated[int, Field(ge=0, le=10**9)]


class HereForm(Form):
    """From which revision somebody writes; whatever else the form around it holds is left aside."""

    model_config = ConfigDict(extra="ignore")

    base: Number = 0


class TakeForm(HereForm):
    """One's own text as it stands, and where its caret is (in UTF-16 units, as browsers count)."""

    body: OptionalBody = ""
    start: Number = 0
    end: Number = 0


class LeaveForm(Form):
    """Nothing is said but that one leaves."""


@dataclass(frozen=True)
class Kept:
    """A draft of a page: its text, and the revision from which it was begun."""

    draft: Draft
    base: int


@bp.get("/wiki/<space>/<path:path>/edit/others")
def others(space: str, path: str) -> str:
    """Who else writes here and what they saved; asked for whenever something happened."""
    found = at(space, path)
    require(g.actor, EDIT_PAGE, found)
    number = request.args.get("base", "")
    return whole(
        "wiki/_others.html", **around(found, int(number) if number.isdecimal() and len(number) < 10 else 0)
    )


@bp.post("/wiki/<space>/<path:path>/edit/presence")
def still_here(space: str, path: str) -> Any:
    """An open editor says each minute that it is."""
    found = at(space, path)
    form = read(HereForm)
    base = form.data.base if form.ok else found.revision
    be_editing(g.actor, found)
    return whole("wiki/_others.html", **around(found, base))


@bp.post("/wiki/<space>/<path:path>/edit/leaving")
def leave(space: str, path: str) -> Any:
    """The editor was closed without saving; what was written stays as a draft."""
    found = at(space, path)
    read(LeaveForm)
    stop_editing(g.actor, found)
    return "", 204


@bp.post("/wiki/<space>/<path:path>/edit/taking")
def take_in(space: str, path: str) -> Any:
    """One's own text with what others have saved since, for the editor; nothing is stored."""
    found = at(space, path)
    require(g.actor, EDIT_PAGE, found)
    form = read(TakeForm)
    if not form.ok:
        return {"clean": False}, 422
    sent = form.data
    merged = with_theirs(found, sent.base, sent.body)
    if not merged.is_clean:
        return {"clean": False}
    text = merged.text()
    carets = [_moved(sent.body, text, caret) for caret in (sent.start, sent.end)]
    return {"clean": True, "body": text, "base": found.revision, "start": carets[0], "end": carets[1],
            "draft": draft_place(found, found.revision)}  # fmt: skip


@bp.post("/wiki/<space>/<path:path>/edit/draft/removal")
def throw_draft_away(space: str, path: str) -> Any:
    found = at(space, path)
    read(LeaveForm)
    forget_drafts(g.actor, found.ref)
    return done(f"{page_url(found)}/edit")


def with_theirs(found: Page, base: int, body: str) -> Merged:
    """A text that began from a revision, put together with the page as it stands."""
    return merge(body_at(found, base), found.body, body)


def around(found: Page, base: int) -> dict[str, Any]:
    """What an editor shows of the others."""
    return {
        "page": found,
        "base": base,
        "others": others_editing(g.actor, found),
        "saved": saved_since(found, base),
        "here": page_url(found),
    }


def draft_place(found: Page, base: int) -> str:
    """Under which name a draft of the page is kept: it knows what it was begun from."""
    return f"{found.ref}:{base}"


def kept_draft(found: Page) -> Kept | None:
    """What the actor began to write and never saved, if it says something else than the page."""
    draft = draft_within(g.actor, found.ref)
    if draft is None or draft.body.strip() == found.body.strip():
        return None
    number = draft.place.removeprefix(f"{found.ref}:")
    return Kept(draft, int(number) if number.isdecimal() and len(number) < 10 else found.revision)


def _moved(before: str, after: str, caret: int) -> int:
    place = len(before.encode("utf-16-le")[: 2 * caret].decode("utf-16-le", "ignore"))
    return len(after[: moved(place, before, after)].encode("utf-16-le")) // 2
