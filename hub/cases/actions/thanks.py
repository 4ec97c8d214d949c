"""Thanking those whose words were in the reply, once for each case; or not."""

from collections.abc import Collection

from hub.cases.actions.steps import step
from hub.cases.identities import names_of
from hub.cases.models import Case
from hub.cases.rules import THANK
from hub.cases.thanking import Thanks, thanks_to_offer
from hub.core import clock
from hub.core.db import locked, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.features import registry
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse.events import HelpersToldPrivately
from hub.reuse.masking import mask


def thank_helpers(
    actor: Person, case: Case, text: str, *, badge: str = "", to: Collection[str] = ()
) -> Thanks:
    """Say it: in the community by name, and in private to those who are not named.

    to: handles of the helpers whom the actor means. The customer's identity is masked in
    whatever was typed. Returns what was offered.
    """
    require(actor, THANK, case)
    with transaction():
        locked(case)
        offer = thanks_to_offer(actor, case)
        if offer is None:
            raise Conflict(_("The thanks for this case were said already."))
        people = [each for each in offer.people if each.handle in to]
        quiet = [each for each in offer.quiet if each.handle in to]
        if not people and not quiet:
            raise Invalid(_("Choose at least one colleague to thank."), field="to")
        case.thanked_at = clock.now()
        handles = {f"@{person.handle}" for person in (*people, *quiet)}
        words = mask(text, names_of(case), handles).text
        about = _say_openly(actor, offer, people, words, badge) if people else ""
        step(actor, case, "thanked", about=about)
        if quiet:
            fact = HelpersToldPrivately(words[:600], list(offer.sources), [each.id for each in quiet])
            record(fact, actor, case)
    return offer


def set_thanks_aside(actor: Person, case: Case) -> None:
    """Do not offer it again for this case."""
    require(actor, THANK, case)
    with transaction():
        locked(case)
        case.thanked_at = case.thanked_at or clock.now()


def _say_openly(actor: Person, offer: Thanks, people: list[Person], words: str, badge: str) -> str:
    """The post. Returns its ref."""
    start = registry.kinds["post"].start
    if start is None:
        raise Invalid(_("Posts are switched off in this hub."))
    named = ", ".join(f"@{person.handle}" for person in people)
    body = _("Thank you, %(names)s.", names=named) + "\n\n" + words
    post = start(actor, offer.space, "", body, about=offer.about, badge=badge)
    ref: str = post.ref
    return ref
