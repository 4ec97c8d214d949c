"""Saving, changing, checking and removing saved replies. Only what a customer may read becomes one."""

from dataclasses import dataclass

from hub.cases.guard import inspect_wording
from hub.cases.identities import names_of
from hub.cases.models import Case
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.events import record
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse.masking import mask
from hub.snippets.events import SnippetRemoved, SnippetSaved, SnippetVerified
from hub.snippets.models import Reach, Snippet
from hub.snippets.rules import EDIT_SNIPPET, SAVE_REPLY, SHARE_SNIPPET, VERIFY_SNIPPET
from hub.spaces.models import Space

NAME = "{{first_name}}"


@dataclass(frozen=True)
class Words:
    """What a saved reply says and where it is found."""

    title: str
    body: str
    reach: Reach = Reach.OWN
    folder: str = ""
    shortcut: str = ""


def save_snippet(actor: Person, desk: Space, words: Words, case: Case | None = None) -> Snippet:
    """Keep words for customers. `case`: whose reply they come from, so that nothing of its inside stays.

    Raises Invalid with what a customer may not read.
    """
    require(actor, SAVE_REPLY, desk)
    if words.reach == Reach.ALL:
        require(actor, SHARE_SNIPPET, desk)
    _refuse_internal(actor, words.body, case)
    moment = clock.now()
    with transaction() as db:
        made = Snippet(
            space_id=desk.id, space=desk, owner_id=actor.id, owner=actor, changed_by_id=actor.id,
            created_at=moment, changed_at=moment, revision=1,
        )  # fmt: skip
        _write(made, words)
        db.add(made)
        db.flush()
        record(SnippetSaved(1), actor, made)
    return made


def edit_snippet(actor: Person, snippet: Snippet, words: Words, base: int) -> None:
    """Change it; a changed text has to be checked anew. Raises Conflict when `base` is not its revision."""
    require(actor, EDIT_SNIPPET, snippet)
    if words.reach != snippet.reach:
        require(actor, SHARE_SNIPPET if words.reach == Reach.ALL else SAVE_REPLY, snippet.space)
    if words.reach == Reach.OWN and actor.id != snippet.owner_id:
        raise Invalid(_("Only its owner can make it their own alone."), field="reach")
    _refuse_internal(actor, words.body, None)
    with transaction():
        locked(snippet)
        if snippet.revision != base:
            raise Conflict(_("Somebody changed it while you wrote. Read it again, then save yours."))
        if words.body != snippet.body:
            snippet.revision += 1
        _write(snippet, words)
        snippet.changed_by_id, snippet.changed_at = actor.id, clock.now()
        record(SnippetSaved(snippet.revision), actor, snippet)


def verify_snippet(actor: Person, snippet: Snippet) -> None:
    """Say that it is right as it stands."""
    require(actor, VERIFY_SNIPPET, snippet)
    with transaction():
        locked(snippet)
        snippet.verified_by_id, snippet.verified_at = actor.id, clock.now()
        snippet.verified_revision = snippet.revision
        record(SnippetVerified(snippet.revision), actor, snippet)


def remove_snippet(actor: Person, snippet: Snippet) -> None:
    """Take it away. What was sent with it keeps its provenance."""
    require(actor, EDIT_SNIPPET, snippet)
    with transaction():
        snippet.removed_at = clock.now()
        record(SnippetRemoved(), actor, snippet)


def bring_back(actor: Person, snippet_id: int) -> Snippet:
    """Undo a removal, by who might have removed it."""
    snippet = session().get(Snippet, snippet_id)
    if snippet is None or not can(actor, EDIT_SNIPPET, snippet):
        raise NotFound
    require(actor, EDIT_SNIPPET, snippet)
    if snippet.removed_at is None:
        raise Conflict(_("It is there already."))
    with transaction():
        snippet.removed_at = None
        record(SnippetRemoved(back=True), actor, snippet)
    return snippet


def reusable(case: Case, text: str) -> str:
    """A reply to one customer as words for all: their name becomes a variable, their numbers go."""
    masked = mask(text, names_of(case)).text
    return masked.replace("[name] [name]", "[name]").replace("[name]", NAME)


def _write(snippet: Snippet, words: Words) -> None:
    snippet.title, snippet.body, snippet.reach = words.title, words.body.strip(), words.reach
    snippet.folder, snippet.shortcut = words.folder, words.shortcut.lstrip("/:")


def _refuse_internal(actor: Person, body: str, case: Case | None) -> None:
    findings = inspect_wording(body, actor, case)
    if findings:
        raise Invalid(findings[0].message, fields={"body": [each.message for each in findings]})
