"""What happens to accounts."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class PersonAdded(Fact):
    """A colleague got an account."""

    kind: ClassVar[str] = "people.person_added"


@dataclass(frozen=True)
class PersonEdited(Fact):
    """A profile changed."""

    kind: ClassVar[str] = "people.person_edited"


@dataclass(frozen=True)
class RolesChanged(Fact):
    """Somebody was given other roles: what they hold open must be checked again."""

    kind: ClassVar[str] = "people.roles_changed"
    person_id: int


@dataclass(frozen=True)
class PersonDeactivated(Fact):
    """An account was closed (or, with active set, opened again)."""

    kind: ClassVar[str] = "people.person_deactivated"
    person_id: int
    active: bool = False


@dataclass(frozen=True)
class PasswordChanged(Fact):
    """A password was changed or reset: every other session of the account ended."""

    kind: ClassVar[str] = "people.password_changed"
    person_id: int


@dataclass(frozen=True)
class RecognitionChanged(Fact):
    """Recognition ended for some people (delete what you keep of them) or began for others."""

    kind: ClassVar[str] = "people.recognition_changed"
    ended: list[int] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
