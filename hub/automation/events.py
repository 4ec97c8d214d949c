"""What happens to macros and by them. Nobody is told; the log keeps who changed what agents run."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class MacroKept(Fact):
    """A macro is new, or does something else; or it was taken away."""

    kind: ClassVar[str] = "automation.macro_kept"
    macro_id: int
    removed: bool = False


@dataclass(frozen=True)
class MacroUsed(Fact):
    """Somebody ran a macro on a case, or took that back."""

    kind: ClassVar[str] = "automation.macro_run"
    run_id: int
    undone: bool = False


@dataclass(frozen=True)
class RuleKept(Fact):
    """A rule of a desk is new, changed, switched on or off, or taken away."""

    kind: ClassVar[str] = "automation.rule_kept"
    rule_id: int
    is_on: bool = False
    removed: bool = False


@dataclass(frozen=True)
class RuleFired(Fact):
    """A rule did something to a case."""

    kind: ClassVar[str] = "automation.rule_fired"
    rule_id: int
    firing_id: int
