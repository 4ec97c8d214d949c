"""Looking through samples of what somebody wrote, and giving a licence: always by a person."""

from collections.abc import Collection

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.wiki.events import LicenceGiven
from hub.wiki.licence_models import Licence, LicenceGrant, QualitySample
from hub.wiki.licences import CHECKS, forget_licences, licence_of, sample_of
from hub.wiki.models import PageRevision
from hub.wiki.rules import COACH


def give_licence(actor: Person, person: Person, licence: Licence, because: str) -> LicenceGrant:
    """Put somebody on a step of the ladder, up or down. It is audited, with the reason."""
    require(actor, COACH, person)
    if not because:
        raise Invalid(_("Say in a few words why, so that it can be understood later."), field="because")
    with transaction() as db:
        locked(person)
        forget_licences()
        before = licence_of(person)
        if before == licence:
            raise Conflict(_("%(name)s holds this licence already.", name=person.name))
        made = LicenceGrant(
            person_id=person.id, person=person, licence=licence, before=before, by_id=actor.id, by=actor,
            because=because[:500], at=clock.now(),
        )  # fmt: skip
        db.add(made)
        db.flush()
        forget_licences()
        audit(
            actor, "wiki.licence", person.ref, before={"licence": before},
            after={"licence": licence, "because": made.because},
        )  # fmt: skip
        record(LicenceGiven(person.id), actor, made)
    return made


def take_sample(
    actor: Person, person: Person, revision_id: int, held: Collection[str], words: str = ""
) -> QualitySample:
    """Keep what a coach found when reading one version of a page. `held`: names of CHECKS."""
    require(actor, COACH, person)
    revision = load(actor, PageRevision, revision_id)
    if revision.author_id != person.id:
        raise Invalid(_("This version was written by somebody else."))
    with transaction():
        locked(person)
        if sample_of(revision) is not None:
            raise Conflict(_("A coach has looked through this version already."))
        made = QualitySample(
            person_id=person.id, page_id=revision.page_id, number=revision.number, coach_id=actor.id,
            checks={name: name in held for name in CHECKS}, words=words[:500], at=clock.now(),
        )  # fmt: skip
        session().add(made)
        audit(actor, "wiki.sample", person.ref, after={"page": revision.page_id, "version": revision.number})
    return made
