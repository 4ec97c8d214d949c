"""Who may see and who may do. Three questions, three functions, and no fourth way:

    load(actor, Question, 7)          does it exist for me?    else NotFound
    readable(actor, select(Question)) which ones do I see?     fewer rows
    require(actor, POST_ANSWER, q)    may I do this to it?     else Denied (`can()` hides a button)

Rules live with their feature in rules.py; this file only keeps the register.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm.interfaces import ORMOption

from hub.core.db import session
from hub.core.errors import Denied, NotFound
from hub.core.limits import LIMITS
from hub.core.words import SOURCE, language
from hub.core.words import gettext as _

Model = TypeVar("Model")


class Actor(Protocol):
    """Whoever acts: a person, the hub itself, or nobody."""

    @property
    def id(self) -> int | None: ...

    @property
    def is_active(self) -> bool: ...


@dataclass(frozen=True)
class _Special:
    name: str
    id: int | None = None
    is_active: bool = True


SYSTEM: Actor = _Special("the hub")
NOBODY: Actor = _Special("nobody", is_active=False)
COLLEAGUE: Actor = _Special("any colleague")  # in no space: reads what everybody here may read, and no more


@dataclass(frozen=True)
class Permission:
    """A verb that somebody may or may not do, with one sentence for people."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Because:
    """A refusal with its reason; it counts as false.

    Most refusals only leave a button out, so a reason that is put together may be a function.
    """

    told: str | Callable[[], str]

    @property
    def reason(self) -> str:
        """The sentence for people."""
        return self.told() if callable(self.told) else str(self.told)

    def __bool__(self) -> bool:
        return False


Verdict = bool | Because
Rule = Callable[[Any, Any], Verdict]
Visibility = Callable[[Any], ColumnElement[bool]]

PERMISSIONS: dict[str, Permission] = {}
_rules: dict[Permission, Rule] = {}
_visibility: dict[type, Visibility] = {}


def permission(name: str, sentence: str) -> Permission:
    """Declare a permission, once: `permission("qa.answer.post", "Answer a question")`."""
    if name in PERMISSIONS:
        raise ValueError(f"permission {name} is declared twice")
    PERMISSIONS[name] = Permission(name, sentence)
    return PERMISSIONS[name]


def rule(*permissions: Permission) -> Callable[[Rule], Rule]:
    """Say who holds `permissions`: a function (actor, thing) -> True, False or Because(reason)."""

    def register(function: Rule) -> Rule:
        for each in permissions:
            if each in _rules:
                raise ValueError(f"permission {each.name} has two rules")
            _rules[each] = function
        return function

    return register


def visible(model: type) -> Callable[[Visibility], Visibility]:
    """Say which rows of `model` an actor sees: a function actor -> SQL condition."""

    def register(function: Visibility) -> Visibility:
        if model in _visibility:
            raise ValueError(f"{model.__name__} has two visibility formulas")
        _visibility[model] = function
        return function

    return register


def rule_of(permission: Permission) -> Rule:
    """The rule behind a permission, for the printed register and the house tests."""
    return _rules[permission]


def visible_models() -> Sequence[type]:
    """Every model that can be loaded by an actor."""
    return tuple(_visibility)


def verdict(actor: Actor, permission: Permission, thing: object) -> Verdict:
    """The answer with its reason. The hub itself may do everything; nobody may do nothing."""
    if actor is SYSTEM:
        return True
    if not actor.is_active:
        return Because(_("Sign in first."))
    return _rules[permission](actor, thing)


def can(actor: Actor, permission: Permission, thing: object = None) -> bool:
    """Whether `actor` may do it: for templates, to leave a button out."""
    return bool(verdict(actor, permission, thing))


def require(actor: Actor, permission: Permission, thing: object = None) -> None:
    """Go on, or raise Denied with the reason. `record()` insists that this was called."""
    answer = verdict(actor, permission, thing)
    if answer:
        session().info["checked"] = permission.name
        return
    reason = answer.reason if isinstance(answer, Because) else None
    what = str(permission.sentence)
    what = what[0].lower() + what[1:] if language() == SOURCE else what  # other languages begin with a noun
    raise Denied(
        reason
        or _("You may not do this here: %(what)s. Ask the people who look after this place.", what=what)
    )


def condition(actor: Actor, model: type) -> ColumnElement[bool] | None:
    """The visibility formula of `model` for `actor` as SQL; None when the hub itself asks."""
    if actor is SYSTEM:
        return None
    return _visibility[model](actor)


def readable(actor: Actor, statement: Select[Any]) -> Select[Any]:
    """Narrow `statement` to what `actor` may see of its first entity."""
    model = statement.column_descriptions[0]["entity"]
    limit = condition(actor, model)
    return statement if limit is None else statement.where(limit)


def load(
    actor: Actor,
    model: type[Model],
    id: int | str,
    *,
    by: Any = None,
    options: Sequence[ORMOption] = (),
) -> Model:
    """The thing with this id (or with `by` equal to it), if it exists for `actor`.

    Raises NotFound both when it is absent and when it is not theirs to see.
    """
    if isinstance(id, int) and id > LIMITS.highest_id:
        raise NotFound
    column = by if by is not None else model.id  # type: ignore[attr-defined]
    statement = readable(actor, select(model).where(column == id)).options(*options)
    # Whatever its number is, it is found in the same way, and planning that takes longer than finding it.
    kept = statement.execution_options(keeps_plan=True)
    found: Model | None = session().scalars(kept).unique().one_or_none()
    if found is None:
        raise NotFound
    return found
