"""What can be translated for a reader, and what of it may leave for a model.

The same right that reads the text asks for its translation. What not every colleague reads leaves only when
an administrator allowed exactly that; parts that are marked as internal never do, and whatever identifies
anybody is a place while it is away.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import select

from hub.cases.conversation import message_url
from hub.cases.identities import names_of
from hub.cases.models import Case, Message
from hub.core.db import session
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.features import resolve, resolve_many, url_of
from hub.core.markup import split_audience
from hub.core.permissions import COLLEAGUE, SYSTEM, Actor
from hub.core.words import gettext as _
from hub.reuse.languages import language_of
from hub.reuse.masking import Masked, mask
from hub.rewording.models import LanguageModel, Reads

KINDS = ("post", "question", "answer", "comment")
MOST = 12_000  # characters
LIKELY = 0.08  # of the words
ENOUGH = 1_000  # characters say in which language they are


@dataclass(frozen=True)
class Original:
    """A text that somebody reads."""

    ref: str
    text: str
    html: str
    url: str
    place: str  # the address of its translation, without the last part
    case: Case | None = None  # what its customer is called does not leave
    said: str = ""  # its language where that is known already

    @cached_property
    def language(self) -> str:
        """The code of its language; "" when nobody can tell."""
        return self.said or _likely(self.text[:ENOUGH])

    @cached_property
    def digest(self) -> str:
        """Another one for another text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def masked(self) -> Masked:
        """As it would leave."""
        names = names_of(self.case) if self.case is not None else ()
        return mask(split_audience(self.text).customer_safe, names)

    @property
    def has_internal(self) -> bool:
        """Whether a part of it stays here."""
        return bool(split_audience(self.text).internal)


@lru_cache(512)
def _likely(text: str) -> str:
    """The same texts are read again and again, and a page is to cost no more for what it may offer."""
    return language_of(text, LIKELY)


def original(actor: Actor, ref: str) -> Original:
    """What stands behind a ref, as `actor` may read it. Raises NotFound, Conflict where no text is."""
    return of_thing(resolve(actor, ref))


def of_thing(thing: Any) -> Original:
    """The same for a thing that was read already."""
    is_gone = getattr(thing, "removed_at", None) is not None
    if thing.ref_kind not in KINDS or is_gone or not thing.body:
        raise Conflict(_("There is no text here that could be translated."))
    title = getattr(thing, "title", "") or ""
    text = f"{title}\n\n{thing.body}" if title else thing.body
    return Original(thing.ref, text, thing.html, url_of(thing), f"/t/{thing.ref}")


def of_message(message: Message) -> Original:
    """What a customer wrote, or we to them. Whoever opens its case reads it."""
    if message.extra.get("removed_at") or not message.body.strip():
        raise Conflict(_("There is no text here that could be translated."))
    case = message.case
    place = f"/cases/{case.id}/messages/{message.id}"
    url = message_url(case.id, message.id)
    return Original(message.ref, message.body, message.html, url, place, case, message.language)


def check_may_leave(model: LanguageModel, found: Original) -> None:
    """Raises Invalid with the reason why this text stays here."""
    if not may_leave(model, found.ref):
        raise Invalid(
            _("Not every colleague reads this, and administrators have not allowed that such texts leave.")
        )
    if split_audience(found.text).doubtful:
        raise Invalid(_("A part of the text may be marked as internal. It does not leave for a model."))
    if len(found.text) > MOST:
        raise Invalid(_("This text is too long to be translated in one piece."))
    if not found.masked.text.strip():
        raise Invalid(_("Nothing of this text may leave."))


def may_leave(model: LanguageModel, ref: str) -> bool:
    """Whether what administrators allowed covers this text."""
    if model.reads == Reads.CLOSED:
        return True
    return model.reads == Reads.OPEN and ref in resolve_many(COLLEAGUE, [ref])


def digest_now(ref: str) -> str:
    """Of the text as it is; "" when it is gone."""
    try:
        if not ref.startswith("message:"):
            return original(SYSTEM, ref).digest
        row = session().scalars(select(Message).where(Message.id == int(ref[8:]))).one_or_none()
        return of_message(row).digest if row is not None else ""
    except (NotFound, Conflict):
        return ""
