"""How a problem looks to search, to links, to the guard and to provenance."""

from sqlalchemy.orm import joinedload

from hub.core.features import Card, CustomerText, Kind
from hub.core.paths import numbered
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.problems.models import Problem
from hub.spaces.audiences import case_audience
from search.document import Document


def problem_url(problem: Problem) -> str:
    """`/problems/7`."""
    return f"/problems/{problem.id}"


def problem_card(problem: Problem) -> Card:
    """A problem in one line."""
    return Card(
        ref=problem.ref, title=problem.title, url=problem_url(problem), kind=_("Problem"), icon="alert",
        state=problem.state, excerpt=problem.body[:300],
    )  # fmt: skip


def problem_document(problem: Problem) -> Document:
    """Found by those who see the cases of its desk."""
    return Document(
        key=problem.ref, kind="problem", title=problem.title, body=problem.body,
        audience=case_audience(problem.space_id), at=problem.solved_at or problem.opened_at,
        quality=0.8 if problem.is_solved else 1.0,
    )  # fmt: skip


def words_in(problem: Problem, language: str) -> str:
    """What a customer of this language is told: in it, else plainly (de for de-AT), else the general text."""
    known = problem.words
    return known.get(language) or known.get(language.partition("-")[0]) or known.get("", "")


def problem_words(problem: Problem) -> CustomerText | None:
    """The solution, answered for by whoever wrote it; nothing while it is open."""
    text = problem.words.get("", "")
    if not problem.is_solved or not text or problem.solved_by_id is None:
        return None
    return CustomerText(
        ref=problem.ref, text=text, revision=problem.revision, authors=(problem.solved_by_id,), trust="own",
        audience="customer",
    )  # fmt: skip


KINDS = (
    Kind(
        "problem", Problem, lazy("Problem"), problem_url, lambda problem: problem.title, card=problem_card,
        document=problem_document, customer_text=problem_words, internal_texts=lambda problem: [problem.body],
        paths=numbered("problems", "problem"), eager=(joinedload(Problem.space),),
        keepers=lambda problem: (problem.opened_by_id,),
    ),
)  # fmt: skip
