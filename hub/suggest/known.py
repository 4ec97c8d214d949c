"""What is known of texts that may be suggested, beside what stands in them: asked for all of them at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, null, select, union_all

from hub.core.db import UtcDateTime, session
from hub.flags.models import Flag
from hub.flags.queries import IS_OPEN
from hub.reuse.check_models import Check
from hub.reuse.checks import IS_WITHDRAWN
from hub.reuse.models import Provenance
from hub.reuse.proof import SAYS_SOMETHING
from hub.reuse.proof_models import Proof, Standing
from hub.reuse.recalls import select_recalled


@dataclass
class Known:
    """Refs that must wait, how far others were recalled, what results say, open flags, what is in a draft."""

    withdrawn: set[str] = field(default_factory=set)
    recalled: dict[str, int] = field(default_factory=dict)
    proofs: dict[str, Proof] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def known_of(refs: Collection[str], drafted: tuple[str, int | None] | None = None) -> Known:
    """Of these texts, in one statement; `drafted`: a case, and who may have used some in a reply to it."""
    found = Known()
    if not refs and drafted is None:
        return found
    asked = [_withdrawn(refs), _recalled(refs), _proven(refs), _flagged(refs)]
    if drafted is not None:
        asked.append(_used(*drafted))
    for row in session().execute(union_all(*asked)):
        _note(found, dict(row._mapping))
    return found


def _note(found: Known, row: Mapping[str, Any]) -> None:
    ref = row["ref"]
    match row["what"]:
        case "withdrawn":
            found.withdrawn.add(ref)
        case "recalled":
            found.recalled[ref] = row["a"]
        case "flags":
            found.flags[ref] = row["a"]
        case "used":
            found.used.add(ref)
        case _:
            found.proofs[ref] = Proof(
                ref=ref, standing=Standing(row["word"]), cases=row["a"], agents=row["b"], rated=row["c"],
                satisfied=row["d"], at=row["at"],
            )  # fmt: skip


def _row(what: str, ref: Any, *numbers: Any, word: Any = None, at: Any = None) -> Select[Any]:
    """One line for each text, as all five of them have it."""
    filled = [*numbers, *[literal(0)] * (4 - len(numbers))]
    return select(
        literal(what).label("what"), ref.label("ref"),
        *(number.label(name) for number, name in zip(filled, "abcd", strict=True)),
        cast(literal("") if word is None else word, String(20)).label("word"),
        (cast(null(), UtcDateTime()) if at is None else at).label("at"),
    )  # fmt: skip


def _withdrawn(refs: Collection[str]) -> Select[Any]:
    return _row("withdrawn", Check.source).where(Check.source.in_(refs), *IS_WITHDRAWN)


def _recalled(refs: Collection[str]) -> Select[Any]:
    each = select_recalled(refs).subquery("recalled")
    return _row("recalled", each.c.ref, each.c.revision)


def _proven(refs: Collection[str]) -> Select[Any]:
    numbers = (Proof.cases, Proof.agents, Proof.rated, Proof.satisfied)
    return _row("proof", Proof.ref, *numbers, word=Proof.standing, at=Proof.at).where(
        Proof.ref.in_(refs), SAYS_SOMETHING
    )


def _flagged(refs: Collection[str]) -> Select[Any]:
    counted = _row("flags", Flag.about, func.count(Flag.id))
    return counted.where(Flag.about.in_(refs), IS_OPEN).group_by(Flag.about)


def _used(case_ref: str, person_id: int | None) -> Select[Any]:
    """The sources of the reply that this person is writing in this case."""
    return _row("used", Provenance.source).where(
        Provenance.case_ref == case_ref,
        Provenance.person_id == person_id,
        Provenance.reply.is_(None),
        Provenance.waits.is_(None),
    )
