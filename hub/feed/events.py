"""What happens to posts."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class PostWritten(Fact):
    """Somebody said something to a community."""

    kind: ClassVar[str] = "feed.post_written"
    says: ClassVar[str] = lazy("{actor} posted “{title}”")
    says_many: ClassVar[str] = lazy("{n} new posts")
    post_id: int


@dataclass(frozen=True)
class PeopleThanked(Fact):
    """Colleagues were thanked by name. `about` is what for, if it was said."""

    kind: ClassVar[str] = "feed.people_thanked"
    says: ClassVar[str] = lazy("{actor} thanked you")
    says_many: ClassVar[str] = lazy("{n} colleagues thanked you")
    post_id: int
    person_ids: list[int] = field(default_factory=list)
    about: str = ""


@dataclass(frozen=True)
class PostEdited(Fact):
    """A post was changed, removed or brought back."""

    kind: ClassVar[str] = "feed.post_edited"
    post_id: int
    removed: bool = False


@dataclass(frozen=True)
class PostClosed(Fact):
    """The conversation under a post was ended, or opened again."""

    kind: ClassVar[str] = "feed.post_closed"
    says: ClassVar[str] = lazy("{actor} closed the conversation “{title}”")
    post_id: int
    closed: bool = True


@dataclass(frozen=True)
class ItemPinned(Fact):
    """Something was put on top of its community, or taken from there."""

    kind: ClassVar[str] = "feed.item_pinned"
    ref: str
    pinned: bool = True


@dataclass(frozen=True)
class PollVoted(Fact):
    """Somebody voted, or a poll has ended. For what is nowhere in it."""

    kind: ClassVar[str] = "feed.poll_voted"
    post_id: int
    ended: bool = False


@dataclass(frozen=True)
class AnnouncementMade(Fact):
    """A community is asked to read something, or asked again because a new version replaced it."""

    kind: ClassVar[str] = "feed.announcement_made"
    says: ClassVar[str] = lazy("{actor} asks you to read “{title}”")
    post_id: int
    version: int


@dataclass(frozen=True)
class AnnouncementReminded(Fact):
    """Those who have not read it are asked once more."""

    kind: ClassVar[str] = "feed.announcement_reminded"
    says: ClassVar[str] = lazy("{actor} reminds you to read “{title}”")
    post_id: int
    version: int


@dataclass(frozen=True)
class AnnouncementEnded(Fact):
    """Nobody is asked to read it any more."""

    kind: ClassVar[str] = "feed.announcement_ended"
    post_id: int


@dataclass(frozen=True)
class ScheduledPostParked(Fact):
    """A planned post could not be posted: its author lost the right, or its place is closed."""

    kind: ClassVar[str] = "feed.scheduled_post_parked"
    says: ClassVar[str] = lazy("Your planned post could not be posted")
    person_id: int


@dataclass(frozen=True)
class PlannedPostOrphaned(Fact):
    """A planned post came due after its author had left. Its text stays theirs: it is nowhere in here."""

    kind: ClassVar[str] = "feed.planned_post_orphaned"
    says: ClassVar[str] = lazy(
        "What {actor} had planned for “{title}” was not posted: their account is closed"
    )
    says_many: ClassVar[str] = lazy(
        "{n} planned posts for “{title}” were not posted: their authors have left"
    )
    plan_id: int


@dataclass(frozen=True)
class LoopClosed(Fact):
    """A customer was glad about a reply, and the community reads it. Written by the hub."""

    kind: ClassVar[str] = "feed.loop_closed"
    post_id: int
    person_ids: list[int] = field(default_factory=list)
