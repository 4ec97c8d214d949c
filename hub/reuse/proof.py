"""What results say of texts: proven with customers, or to be checked. Read in lists by one statement."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from hub.core.db import session
from hub.reuse.proof_models import Proof, ProofRule, Standing

WEIGHTS = {Standing.OPEN: 1.0, Standing.PROVEN: 1.3, Standing.CHECK_ME: 0.5}  # of its place in lists
SAYS_SOMETHING = Proof.standing != Standing.OPEN


@dataclass(frozen=True)
class Figures:
    """From when a text is proven.

    cases, agents: in so many of them it was used by so many; rated: so many customers said what they
    thought; percent: so many of a hundred of them were satisfied; days: so long no recall of it;
    run: so many customers whom it did not help make it one to check, at once.
    """

    cases: int = 5
    agents: int = 3
    rated: int = 3
    percent: int = 80
    days: int = 90
    run: int = 2


def figures_in_force() -> Figures:
    """What holds now."""
    row = session().get(ProofRule, 1)
    if row is None:
        return Figures()
    return Figures(row.cases, row.agents, row.rated, row.percent, row.days, row.run)


def proofs_of(refs: Iterable[str]) -> dict[str, Proof]:
    """ref → what results say of it, of things that the caller has loaded; those without any are left out."""
    wanted = list(refs)
    if not wanted:
        return {}
    statement = select(Proof).where(Proof.ref.in_(wanted), SAYS_SOMETHING)
    return {row.ref: row for row in session().scalars(statement)}


def standing_of(ref: str) -> Standing:
    """What results say of one text."""
    row = session().get(Proof, ref)
    return Standing(row.standing) if row is not None else Standing.OPEN


def marks_of(standing: Standing) -> tuple[str, ...]:
    """By what a search can choose it."""
    return () if standing == Standing.OPEN else (standing.value,)
