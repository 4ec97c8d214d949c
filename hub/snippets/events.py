"""What happens to saved replies. Nobody is told; the log keeps who changed what customers are told."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class SnippetSaved(Fact):
    """A saved reply is new, or reads differently."""

    kind: ClassVar[str] = "snippets.snippet_saved"
    revision: int


@dataclass(frozen=True)
class SnippetVerified(Fact):
    """Somebody checked a saved reply as it stands."""

    kind: ClassVar[str] = "snippets.snippet_verified"
    revision: int


@dataclass(frozen=True)
class SnippetRemoved(Fact):
    """A saved reply was taken away, or brought back."""

    kind: ClassVar[str] = "snippets.snippet_removed"
    back: bool = False
