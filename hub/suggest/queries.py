"""What fits a text, best first: how alike it is, how far it can be trusted, what came of it before."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hub.core.features import Card, CustomerText, card_of, mend_url, registry, resolve_many, url_of
from hub.core.limits import LIMITS
from hub.core.permissions import Actor
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.reuse.passages import quotable
from hub.reuse.proof import WEIGHTS
from hub.reuse.proof_models import Proof, Standing
from hub.reuse.recalls import recalled
from hub.reuse.variables import known_of as variables_of
from hub.reuse.versions import said_to
from hub.spaces.audiences import audiences_of
from hub.suggest.known import Known, known_of
from hub.suggest.likeness import likeness
from search.engine import Hit

MORE = 4  # so many times the wanted number are looked at before they are weighed
FAR = 0.3  # of the best one's weight: what is less alike helps nobody
READY = 1.8  # an agent in a hurry wants words that can go out, before better ones that cannot
READY_AMONG = 4  # so many further ones are looked at for that
SHOWN = 3  # in a case
CLOSED = ("duplicate", "closed")  # lead elsewhere, or nowhere
LEFT_OUT = (*CLOSED, "obsolete", "archived")  # customers are told nothing of it
TRUSTED = {"vetted": 1.3, "validated": 1.15, "verified": 1.15}
ANSWERING = ("answer", "page")
ASKING = ("question", "answer", "page", "case")
WRITTEN = ("question", "answer", "page")  # by colleagues
FEWEST_LETTERS = 4


@dataclass(frozen=True)
class Suggestion:
    """One thing that may be what is needed."""

    ref: str
    card: Card
    url: str
    weight: float
    wording: CustomerText | None = None  # what a customer may be told
    text: str = ""  # the wording with what is known filled in; else what colleagues know
    is_used: bool = False  # it is in the reply already
    is_pinned: bool = False  # somebody keeps it on top of this case
    flags: int = 0  # colleagues who found it off and still wait
    mend: str = ""  # where it is changed without leaving the case
    thing: Any = None
    proof: Proof | None = None  # what results say of it, when they say something

    @property
    def passages(self) -> list[str]:
        """What can be quoted of it by itself."""
        return quotable(self.text) if self.wording is not None else []

    @property
    def is_ready(self) -> bool:
        """Whether it can go to a customer as it stands."""
        return self.wording is not None and self.wording.trust in TRUSTED


def suggestions(
    actor: Actor, text: str, kinds: Sequence[str], limit: int, *, without: Collection[str] = (), at: str = ""
) -> list[Suggestion]:
    """What `actor` may read of these kinds and fits `text`; a question and its answers count once.

    `at`: the address of the place it is for, which does not suggest itself.
    """
    hits = _hits(actor, text, kinds, limit, without)
    refs = [hit.key for hit in hits]
    known = known_of(refs)
    # Who asks colleagues sees what held once, marked as such; customers are told nothing of it.
    things = _suggested(actor, refs, known, CLOSED if "question" in kinds else LEFT_OUT)
    return _best(hits, things, known, limit, at)


def _hits(
    actor: Actor, text: str, kinds: Sequence[str], limit: int, without: Collection[str] = ()
) -> Sequence[Hit]:
    text = text[: LIMITS.body]
    if len(text.strip()) < FEWEST_LETTERS:
        return ()
    return likeness.alike(text, audiences_of(actor), _known(kinds), limit * MORE, without)


def _best(
    hits: Sequence[Hit], things: dict[str, Any], known: Known, limit: int, at: str = ""
) -> list[Suggestion]:
    places: dict[str, Suggestion] = {}
    for hit in hits:
        if hit.key in things:
            made = _suggestion(things[hit.key], hit.score, known.proofs.get(hit.key))
            address, _, part = made.url.partition("#")
            before = places.get(address)
            if address != at and (before is None or (part and "#" not in before.url)):
                places[address] = made
    ordered = sorted(places.values(), key=lambda each: -each.weight)
    return [each for each in ordered if each.weight >= FAR * ordered[0].weight][:limit]


def near_enough(actor: Actor, text: str, found: Sequence[Suggestion]) -> list[Suggestion]:
    """Those that are not far behind the best match among everything that colleagues wrote.

    Of a kind with few things, the best may have one word in common with the text.
    """
    if not found:
        return []
    hits = likeness.alike(text[: LIMITS.body], audiences_of(actor), _known(WRITTEN), 1, ())
    least = FAR * hits[0].score if hits else 0.0
    return [each for each in found if each.weight >= least]


def words_of(case: Any) -> str:
    """What a case is about: its title, and what the customer said last."""
    return f"{registry.kinds[case.ref_kind].title(case)}\n{card_of(case).excerpt}"


def waits(case: Any) -> bool:
    """Whether its customer waits for an answer."""
    return card_of(case).since is not None


def for_case(actor: Any, case: Any, limit: int = SHOWN, words: str = "") -> list[Suggestion]:
    """What could be said to this customer, with the variables filled as far as the case knows them."""
    most = limit + READY_AMONG
    hits = _hits(actor, words or words_of(case), ANSWERING, most)
    rejected = set(targets_of(case.ref, [LinkKind.REJECTED]))
    pinned = [ref for ref in targets_of(case.ref, [LinkKind.PINNED]) if ref not in rejected]
    # On top is what is pinned, then the answer this case was waiting for: whatever the index knows by now.
    top = [] if words else list(dict.fromkeys([*pinned, *filter(None, [case.ready_answer])]))
    refs = list(dict.fromkeys([*top, *(hit.key for hit in hits)]))
    known = known_of(refs, (case.ref, actor.id))
    things = _suggested(actor, refs, known)
    first = [
        _suggestion(things[ref], 1.0, known.proofs.get(ref))
        for ref in top
        if ref in things and ref not in rejected
    ]
    there = rejected | {each.ref for each in first}
    found = [each for each in _best(hits, things, known, most) if each.ref not in there]
    # What can be inserted as it stands comes before what has to be worded first.
    found.sort(key=lambda each: -each.weight * (READY if each.is_ready else 1.0))
    variables = variables_of(case, actor)
    shown = [*first, *found][: max(limit, len(first))]
    return [_for_reply(actor, each, case, variables, known, pinned) for each in shown]


def _suggested(
    actor: Actor, wanted: Collection[str], known: Known, left_out: Collection[str] = LEFT_OUT
) -> dict[str, Any]:
    """What there is for `actor`, without what was recalled, or did not help and nobody looked at since."""
    things = resolve_many(actor, [ref for ref in wanted if ref not in known.withdrawn])
    gone = recalled(things, known.recalled)
    return {
        ref: thing
        for ref, thing in things.items()
        if ref not in gone and card_of(thing).state not in left_out
    }


def _for_reply(
    actor: Actor,
    each: Suggestion,
    case: Any,
    variables: dict[str, str],
    known: Known,
    pinned: Collection[str],
) -> Suggestion:
    """The same in the words of this case, with what colleagues found to be off, and where it is mended."""
    text = said_to(case, each.wording, variables) if each.wording is not None else each.text
    return replace(
        each, text=text, is_used=each.ref in known.used, is_pinned=each.ref in pinned,
        flags=known.flags.get(each.ref, 0), mend=mend_url(actor, each.thing),
    )  # fmt: skip


def _suggestion(thing: Any, score: float, proof: Proof | None = None) -> Suggestion:
    kind = registry.kinds[thing.ref_kind]
    card = card_of(thing)
    wording = kind.customer_text(thing) if kind.customer_text else None
    text = wording.text if wording is not None else card.excerpt
    weight = score * _worth(card) * WEIGHTS[Standing(proof.standing) if proof else Standing.OPEN]
    return Suggestion(thing.ref, card, url_of(thing), weight, wording, text, thing=thing, proof=proof)


def _worth(card: Card) -> float:
    """Trust counts, and results with customers; a number of uses alone never beats a better fit."""
    rated = 0.7 + 0.1 * card.rating if card.rating else 1.0
    used = 1 + min(0.3, 0.1 * math.log1p(card.helped))
    stale = 0.3 if card.state in ("obsolete", "archived") else 1.0
    return TRUSTED.get(card.trust, 1.0) * rated * used * stale


def _known(kinds: Sequence[str]) -> list[str]:
    return [name for name in kinds if name in registry.kinds]
