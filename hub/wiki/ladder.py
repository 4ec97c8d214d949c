"""How a licence looks from outside, and who hears of it."""

from collections.abc import Iterable

from hub.core.db import session
from hub.core.events import Event, Fact
from hub.core.features import Card, Kind, Notify, Recipient
from hub.core.words import lazy
from hub.wiki.events import LicenceGiven
from hub.wiki.licence_models import LicenceGrant


def grant_url(grant: LicenceGrant) -> str:
    """The page of whoever holds it."""
    return f"/wiki/licences/{grant.person.handle}"


def licence_given(event: Event, fact: LicenceGiven) -> Iterable[Recipient]:
    """Whoever it was given to."""
    if session().get(LicenceGrant, int(event.subject.partition(":")[2])) is not None:
        yield Recipient(fact.person_id, lazy("it says what you may do with pages"), "read", event.subject)


def _card(grant: LicenceGrant) -> Card:
    return Card(grant.ref, grant.licence.label, grant_url(grant), lazy("Licence"), icon="seal")


KIND = Kind(
    "licence", LicenceGrant, lazy("Licence"), grant_url, lambda grant: grant.licence.label, card=_card
)
NOTIFY: dict[type[Fact], Notify] = {LicenceGiven: licence_given}
