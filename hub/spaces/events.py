"""What happens to spaces and to who is in them."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class SpaceCreated(Fact):
    """A community or a desk was opened."""

    kind: ClassVar[str] = "spaces.space_created"


@dataclass(frozen=True)
class SpaceEdited(Fact):
    """A space was renamed, described anew, archived, or its visibility or grid changed."""

    kind: ClassVar[str] = "spaces.space_edited"
    visibility_changed: bool = False
    parts_changed: bool = False  # feed, questions, wiki or cases were switched on or off


@dataclass(frozen=True)
class MemberJoined(Fact):
    """Somebody came in."""

    kind: ClassVar[str] = "spaces.member_joined"
    person_id: int


@dataclass(frozen=True)
class MemberLeft(Fact):
    """Somebody left or was removed: whatever they held open there must close."""

    kind: ClassVar[str] = "spaces.member_left"
    person_id: int


@dataclass(frozen=True)
class MemberRoleChanged(Fact):
    """Somebody was given another role in a space."""

    kind: ClassVar[str] = "spaces.member_role_changed"
    says: ClassVar[str] = lazy("{actor} gave you another role in {title}")
    person_id: int
    role: str


@dataclass(frozen=True)
class JoinAsked(Fact):
    """Somebody asks to be let in."""

    kind: ClassVar[str] = "spaces.join_asked"
    says: ClassVar[str] = lazy("{actor} asks to join {title}")
    person_id: int


@dataclass(frozen=True)
class TopicEdited(Fact):
    """A topic was made, described, renamed, given other names, or belongs elsewhere now."""

    kind: ClassVar[str] = "spaces.topic_edited"


@dataclass(frozen=True)
class TopicMerged(Fact):
    """A topic became another name of this one."""

    kind: ClassVar[str] = "spaces.topic_merged"
    source_id: int

    def touches(self) -> tuple[str, ...]:
        """The topic that is none any more."""
        return (f"topic:{self.source_id}",)


@dataclass(frozen=True)
class TopicMergeUndone(Fact):
    """A merge was taken back: what had become another name of this topic is one of its own again."""

    kind: ClassVar[str] = "spaces.topic_merge_undone"
    source_id: int

    def touches(self) -> tuple[str, ...]:
        """The topic that is one again."""
        return (f"topic:{self.source_id}",)


@dataclass(frozen=True)
class ExpertNamed(Fact):
    """Somebody was named an expert on a topic, or is one no more."""

    kind: ClassVar[str] = "spaces.expert_named"
    says: ClassVar[str] = lazy("{actor} named you an expert on {title}")
    person_id: int
    named: bool = True


@dataclass(frozen=True)
class PeopleAdded(Fact):
    """Several colleagues were brought in from a list."""

    kind: ClassVar[str] = "spaces.people_added"
    says: ClassVar[str] = lazy("{actor} added you to {title}")
    person_ids: list[int] = field(default_factory=list)
