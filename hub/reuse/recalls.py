"""Taking back a text that customers were given (D07): is it the same, has it changed, was it wrong?

Whoever changes a text that went out says so in the same form; the answer and the change are one
transaction. Here stands what the features ask; whom it concerns is found by `hub.recall`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import with_expression
from sqlalchemy.orm.interfaces import ORMOption

from hub.core import clock
from hub.core.db import locked, pairs, session
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.features import registry, resolve_many
from hub.core.forwards import led_here
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse.events import TextCorrected
from hub.reuse.models import INSPIRED_BELOW, Provenance
from hub.reuse.passages import kept_share
from hub.reuse.recall_models import Change, Recall, RecalledText

APPROVED = ("vetted", "validated")
MOST_TEXTS = 200  # different wordings of one source that are compared
ASK = "change"  # the name of the field, wherever it is asked


def reach_of(thing: Any) -> int:
    """How many replies went to customers with words of this text, or of what was made from it."""
    rows = session().execute(sent_with([thing.ref, *_made_into(thing), *led_here(thing.ref)])).all()
    others = [row for row in rows if row.source != thing.ref]
    texts = _wordings(thing) if others else []
    return len(rows) - sum(not is_carried(row.text, texts) for row in others)


def judge_change(actor: Person, thing: Any, change: str = "", because: str = "") -> Recall | None:
    """Note what the change that follows means for customers who hold `thing`; nobody holds it: nothing.

    Before the change and in its transaction. Raises Invalid for the field `change` when it was not said.
    """
    if not change:
        if reach_of(thing):
            raise Invalid(
                _("Customers were given this text. Say what your change means for them."), field=ASK
            )
        return None
    if change not in set(Change):
        raise Invalid(_("Please choose one of the offered values."), field=ASK)
    if Change(change).takes_back:
        return take_back(actor, thing, Change(change), because)
    record(TextCorrected(thing.ref, change), actor, getattr(thing, "thread_root", thing))
    return None


def take_back(actor: Person, thing: Any, change: Change, because: str = "") -> Recall:
    """Open a recall of a text as it stands, or join the open one, inside a transaction."""
    statement = select(Recall).where(Recall.source == thing.ref, Recall.closed_at.is_(None))
    recall = session().scalars(statement).first()
    texts = _wordings(thing)
    if recall is None:
        recall = _opened(actor, thing, change, texts[0] if texts else "")
    else:
        locked(recall)
        if change == Change.WRONG:
            recall.change = change
    recall.because = because[: LIMITS.note] or recall.because
    recall.gathered_at = None
    carriers = {thing.ref: thing.revision, **_carriers(thing, texts)}
    for ref, revision in carriers.items():
        row = session().get(RecalledText, (recall.id, ref))
        if row is None:
            session().add(RecalledText(recall_id=recall.id, ref=ref, revision=revision))
        else:
            row.revision = max(row.revision, revision)
    session().flush()
    record(TextCorrected(thing.ref, change, recall.id), actor, getattr(thing, "thread_root", thing))
    return recall


def recalled(things: Mapping[str, Any], until: Mapping[str, int] | None = None) -> set[str]:
    """Those that must not be suggested now: recalled as they stand, or not approved since.

    `until`: what `recalled_revisions` found for them, when that was asked already.
    """
    texts = [ref for ref, thing in things.items() if registry.kinds[thing.ref_kind].customer_text]
    known = recalled_revisions(texts) if until is None else until
    return {ref for ref in texts if ref in known and not _is_mended(things[ref], known[ref])}


def recalled_among(rows: Sequence[Provenance], until: Mapping[str, int] | None = None) -> list[Provenance]:
    """Of texts that stand in a draft, those that were recalled since they were put in."""
    known = recalled_revisions(row.source for row in rows) if until is None else until
    return [row for row in rows if row.source_revision <= known.get(row.source, 0)]


def taken_back() -> ORMOption:
    """Has a statement for provenance say of each row what `recalled_revisions` says of its source."""
    until = (
        select(func.max(RecalledText.revision))
        .join(Recall, Recall.id == RecalledText.recall_id)
        .where(RecalledText.ref == Provenance.source, Recall.mistaken.is_(False))
        .correlate(Provenance)
    )
    return with_expression(Provenance.taken_back, func.coalesce(until.scalar_subquery(), 0))


def recalled_revisions(refs: Iterable[str]) -> dict[str, int]:
    """Up to which revision each of these was taken back; nothing of one that never was. One statement."""
    wanted = set(refs)
    return pairs(select_recalled(wanted)) if wanted else {}


def select_recalled(refs: Collection[str]) -> Select[*tuple[Any, ...]]:
    """The statement for it: `ref` and `revision`."""
    return (
        select(RecalledText.ref, func.max(RecalledText.revision).label("revision"))
        .join(Recall, Recall.id == RecalledText.recall_id)
        .where(RecalledText.ref.in_(refs), Recall.mistaken.is_(False))
        .group_by(RecalledText.ref)
    )


def recalled_until(ref: str) -> int:
    """Up to which revision a text was taken back; 0 when it never was."""
    statement = (
        select(func.max(RecalledText.revision))
        .join(Recall, Recall.id == RecalledText.recall_id)
        .where(RecalledText.ref == ref, Recall.mistaken.is_(False))
    )
    return session().scalar(statement) or 0


def sent_with(refs: Iterable[str]) -> Any:
    """A statement for the replies that went out with something of these texts, oldest first."""
    return (
        select(
            Provenance.id, Provenance.reply, Provenance.case_ref, Provenance.person_id, Provenance.source,
            Provenance.source_revision, Provenance.text, Provenance.kept, Provenance.sent_at,
        )
        .where(Provenance.source.in_(list(refs)), held_by_customers())
        .order_by(Provenance.id)
    )  # fmt: skip


def held_by_customers() -> ColumnElement[bool]:
    """Condition on provenance: it is in a reply. Few words kept may be a translation: a person decides."""
    return Provenance.reply.is_not(None)


def is_carried(text: str, wordings: Sequence[str]) -> bool:
    """Whether a text that was sent holds enough of one of these wordings to count as it."""
    return any(kept_share(each, text) >= INSPIRED_BELOW for each in wordings)


def _opened(actor: Person, thing: Any, change: Change, said: str) -> Recall:
    kind = registry.kinds[thing.ref_kind]
    place = getattr(thing, "thread_root", thing)
    recall = Recall(
        space_id=thing.space_id, source=thing.ref, place=place.ref, change=change, said=said,
        title=kind.title(thing)[: LIMITS.title], opened_by_id=actor.id, opened_at=clock.now(),
    )  # fmt: skip
    session().add(recall)
    session().flush()
    return recall


def _wordings(thing: Any) -> list[str]:
    """What customers were told of it: as it stands now, then what was sent, each once."""
    now = registry.kinds[thing.ref_kind].customer_text
    wording = now(thing) if now is not None else None
    statement = (
        select(Provenance.text)
        .where(Provenance.source == thing.ref, held_by_customers())
        .group_by(Provenance.text)
        .order_by(func.max(Provenance.id).desc())
        .limit(MOST_TEXTS)
    )
    return list(dict.fromkeys([*([wording.text] if wording else []), *session().scalars(statement)]))


def _made_into(thing: Any) -> list[str]:
    made = registry.kinds[thing.ref_kind].made_into
    return list(made(thing)) if made is not None else []


def _became_part(thing: Any) -> dict[str, int]:
    """What went into it when the two were merged, and to customers before: ref → last revision sent."""
    sent = select(Provenance.source, func.max(Provenance.source_revision)).group_by(Provenance.source)
    return pairs(sent.where(Provenance.source.in_(led_here(thing.ref)), held_by_customers()))


def _carriers(thing: Any, texts: Sequence[str]) -> dict[str, int]:
    """What says the same: made from it, or become a part of it. ref → the revision up to which."""
    made = resolve_many(SYSTEM, _made_into(thing))
    found = _became_part(thing)
    for ref, other in made.items():
        if any(is_carried(each, texts) for each in _wordings(other)):
            found[ref] = other.revision
    return found


def _is_mended(thing: Any, revision: int) -> bool:
    """Whether it was changed since, and somebody licensed has approved the change."""
    wording = registry.kinds[thing.ref_kind].customer_text
    found = wording(thing) if wording is not None else None
    return thing.revision > revision and found is not None and found.trust in APPROVED
