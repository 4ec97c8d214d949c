"""Agreeing that drafts may leave for a model, taking that back, and asking for other words."""

from sqlalchemy import delete

from hub.cases.models import Case
from hub.cases.rules import REPLY
from hub.channels.sealing import seal
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.rules import ADMINISTER
from hub.rewording.models import ONLY, LanguageModel, Reads
from hub.rewording.proposing import How, Proposal, leaving, propose
from hub.rewording.reading.models import TextTranslation
from hub.web import fetcher

ABOUT = "language_model"


def model_in_force() -> LanguageModel | None:
    """The model, while somebody has agreed to it."""
    found = session().get(LanguageModel, ONLY)
    return found if found is not None and found.agreed_at is not None else None


def agree(actor: Person, url: str, name: str, key: str, *, agreed: bool) -> LanguageModel:
    """Let drafts of replies leave for this model. `key`: "" keeps the one that is there. Raises Invalid."""
    require(actor, ADMINISTER)
    if not agreed:
        raise Invalid(_("Nothing leaves until you agree to it."), field="agreed")
    try:
        fetcher.check(url)
    except fetcher.NotAllowed as refused:
        raise Invalid(str(refused), field="address") from None
    with transaction() as db:
        found = db.get(LanguageModel, ONLY) or LanguageModel(id=ONLY, sealed="", reads=Reads.NOTHING)
        moved = found.url is not None and found.url != url
        found.url, found.name = url, name
        if key or moved:  # a key is for one server only
            found.sealed = seal({"key": key})
        if moved:  # whoever allowed that texts leave meant the other one
            found.reads = Reads.NOTHING
            db.execute(delete(TextTranslation))
        found.agreed_by_id, found.agreed_at = actor.id, clock.now()
        db.add(found)
        audit(actor, "rewording.agree", ABOUT, after={"url": url, "name": name})
    return found


def switch_off(actor: Person) -> None:
    """Nothing leaves any more; the key is forgotten."""
    require(actor, ADMINISTER)
    with transaction() as db:
        found = db.get(LanguageModel, ONLY)
        if found is not None and found.agreed_at is not None:
            found.agreed_at, found.agreed_by_id, found.sealed = None, None, ""
            found.reads = Reads.NOTHING
            db.execute(delete(TextTranslation))
            audit(actor, "rewording.switch_off", ABOUT, before={"url": found.url})


def reword(actor: Person, case: Case, draft: str, how: How) -> Proposal:
    """Other words for one's draft, as a proposal. That it was asked for is in the audit log, no words are."""
    require(actor, REPLY, case)
    model = model_in_force()
    if model is None:
        raise Conflict(_("No language model is set up. An administrator can allow one."))
    leaving(case, draft)
    with transaction():
        audit(actor, "rewording.ask", case.ref, after={"how": str(how), "characters": len(draft)})
    return propose(model, case, draft, how)
