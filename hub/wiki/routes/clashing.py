"""Two people changed the same words: both wordings side by side, and what somebody chose of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask import g
from pydantic import ConfigDict

from hub.core.errors import NotFound
from hub.core.permissions import can
from hub.flags.queries import open_flags
from hub.reuse.recalls import reach_of
from hub.spaces.topics import topics_of
from hub.threads.diff import Row, compare
from hub.threads.merge import Choice, Merged, merge
from hub.web.forms import Form, Note, OptionalBody, Read, Short, Title
from hub.web.pages import page as whole
from hub.wiki.actions.merging import revision_of
from hub.wiki.models import Page
from hub.wiki.rules import VERIFY_PAGE

AROUND = 160  # characters of what stands before and after a clash


class SaveForm(Form):
    """What saving a page says beside its text."""

    title: Title
    base: int
    note: Note = ""
    topics: Short = ""
    topics_were: Short = ""  # when the editor was opened
    verified: Literal["", "1"] = ""
    wip: Literal["", "1"] = ""
    mended: Literal["", "1"] = ""
    change: Short = ""  # what it means for customers who were given it
    because: Note = ""
    do: Literal["save", "verify", "preview", "edit", "take"] = "save"


class ClashForm(SaveForm):
    """One's own whole text, the revision it began from, and `choice_0`, `choice_1`… one for each clash."""

    model_config = ConfigDict(extra="allow")

    body: OptionalBody = ""
    opened: int

    def choices(self, count: int) -> list[Choice]:
        """In the order of the clashes; where nothing sensible was chosen, one's own wording stands."""
        sent = self.model_extra or {}
        known = {choice.value: choice for choice in Choice}
        return [known.get(str(sent.get(f"choice_{number}")), Choice.MINE) for number in range(count)]


@dataclass(frozen=True)
class Clash:
    """One place in two wordings, compared; `before` and `after` tell where it is."""

    rows: list[Row]
    before: str
    after: str
    theirs: str
    mine: str
    choice: str


def both_versions(found: Page, form: Read[Any], merged: Merged | None = None) -> str:
    """What clashes, side by side; the rest is put together. Saving builds on the present revision."""
    if merged is None:
        merged = _merged(found, form.value("opened"), found.revision, str(form.value("body")))
    opened = form.value("opened") if form.value("opened") and not form.ok else form.value("base")
    return whole(
        "wiki/stale.html",
        page=found,
        form=form,
        opened=opened,
        clashes=_clashes(merged, form),
        settled=sum(piece.is_settled and piece.base != piece.mine for piece in merged.pieces),
        may_verify=can(g.actor, VERIFY_PAGE, found),
        reach=reach_of(found),
        flags=open_flags([found.ref]).get(found.ref, []),
    )


def decided(found: Page, sent: ClashForm) -> str:
    """The text that was chosen."""
    merged = _merged(found, sent.opened, sent.base, sent.body)
    return merged.text(sent.choices(len(merged.conflicts)))


def topics_after(found: Page, sent: SaveForm) -> list[str]:
    """The topics with what this editor added and took away, whatever others did meanwhile."""
    wanted = _words(sent.topics)
    before = {word.casefold() for word in _words(sent.topics_were)}
    keep = {word.casefold() for word in wanted}
    present = [topic.name for topic in topics_of([found.ref]).get(found.ref, ())]
    kept = [name for name in present if name.casefold() in keep or name.casefold() not in before]
    there = {name.casefold() for name in present}
    return kept + [word for word in wanted if word.casefold() not in there and word.casefold() not in before]


def body_at(found: Page, number: Any) -> str:
    """The text of a revision; nothing when there is none with this number."""
    text = str(number)
    try:
        return revision_of(found, int(text) if text.isdecimal() and len(text) < 10 else 0).body
    except NotFound:
        return ""


def _merged(found: Page, opened: Any, base: int, mine: str) -> Merged:
    return merge(body_at(found, opened), body_at(found, base), mine)


def _clashes(merged: Merged, form: Read[Any]) -> list[Clash]:
    out: list[Clash] = []
    for at, piece in enumerate(merged.pieces):
        if piece.is_settled:
            continue
        before = merged.pieces[at - 1].mine if at else ""
        after = merged.pieces[at + 1].mine if at + 1 < len(merged.pieces) else ""
        choice = str(form.value(f"choice_{len(out)}", Choice.MINE.value))
        rows = compare(piece.theirs, piece.mine, around=None)
        out.append(Clash(rows, _end_of(before), _start_of(after), piece.theirs, piece.mine, choice))
    return out


def _end_of(text: str) -> str:
    lines = text.rstrip("\n").splitlines()
    return _last(lines[-2:])[-AROUND:]


def _start_of(text: str) -> str:
    return _last(text.lstrip("\n").splitlines()[:2])[:AROUND]


def _last(lines: Sequence[str]) -> str:
    return "\n".join(line for line in lines if line.strip())


def _words(typed: str) -> list[str]:
    return [word.strip() for word in typed.split(",") if word.strip()]
