"""Whether a reply fits the way in which it leaves: its length, its time, and who else reads it."""

import re
from collections.abc import Iterator

from sqlalchemy import select

from hub.cases.models import Case, Identity, Message
from hub.cases.ways import Chosen
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import session
from hub.core.words import gettext as _

LEAST_DIGITS = 5
NUMBER = re.compile(r"(?<![\w.])[A-Z]{0,4}[-#]?\+?\d[\d ./-]{3,20}\d(?!\w)")
MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
MOST = 200

# (kind, passage, message, start, end, may be kept with a reason)
Misfit = tuple[str, str, str, int, int, bool]


def misfits(case: Case, text: str, chosen: Chosen) -> Iterator[Misfit]:
    """What speaks against this text leaving this way."""
    yield from _too_long(text, chosen)
    yield from _closed(chosen)
    if chosen.traits is not None and chosen.traits.is_public:
        yield from _personal(case, text)


def _too_long(text: str, chosen: Chosen) -> Iterator[Misfit]:
    if chosen.traits is None:
        return
    limit, count = chosen.traits.length, chosen.traits.measure.of(text)
    if count > limit:
        said = _("This is %(over)s characters too long for this channel (at most %(limit)s).",
                 over=count - limit, limit=limit)  # fmt: skip
        yield "length", _("%(count)s of %(limit)s", count=count, limit=limit), said, -1, -1, False


def _closed(chosen: Chosen) -> Iterator[Misfit]:
    """Some channels take replies for a while only, and some ways only once."""
    if chosen.traits is None:
        return
    if chosen.closed:
        yield "window", chosen.traits.label, chosen.closed, -1, -1, False
    elif chosen.until is not None and chosen.until < clock.now():
        instead = chosen.traits.afterwards or _("Reach them another way, or wait until they write again.")
        said = _("%(label)s takes no reply this long after the customer wrote. %(instead)s",
                 label=chosen.traits.label, instead=instead)  # fmt: skip
        yield "window", chosen.traits.label, said, -1, -1, False


def _personal(case: Case, text: str) -> Iterator[Misfit]:
    """Addresses and numbers of the customer: everybody can read a public reply."""
    found = [*MAIL.finditer(text[:20_000]), *NUMBER.finditer(text[:20_000])]
    found = [hit for hit in found if "@" in hit[0] or len(_digits(hit[0])) >= LEAST_DIGITS]
    if not found:
        return
    known = _known(case)
    for hit in found:
        if hit[0].lower() in known if "@" in hit[0] else _digits(hit[0]) in _compact(known):
            said = _("Everybody can read this reply, and “%(passage)s” is the customer’s own. Take it out.",
                     passage=hit[0])  # fmt: skip
            yield "personal", hit[0], said, hit.start(), hit.end(), True


def _known(case: Case) -> str:
    """What is known of the customer: their addresses, and their words on every channel."""
    addresses = select(Identity.address).where(Identity.customer_id == case.customer_id)
    said = (
        select(Message.body)
        .join(Case, Case.id == Message.case_id)
        .where(Case.customer_id == case.customer_id, Message.state == MessageState.RECEIVED)
        .order_by(Message.id.desc())
        .limit(MOST)
    )
    return "\n".join([*session().scalars(addresses), *session().scalars(said)]).lower()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _compact(text: str) -> str:
    """As somebody else may space the same number."""
    return re.sub(r"[ ./-]", "", text)
