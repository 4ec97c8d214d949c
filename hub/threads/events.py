"""What happens in conversations under things."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class CommentPosted(Fact):
    """Somebody commented on a thing or replied in its thread."""

    kind: ClassVar[str] = "threads.comment_posted"
    says: ClassVar[str] = lazy("{actor} replied to “{title}”")
    says_many: ClassVar[str] = lazy("{n} new replies to “{title}”")
    comment_id: int
    about: str
    parent_author_id: int | None = None
    asks: bool = False  # it ends with a question

    def touches(self) -> tuple[str, ...]:
        return (f"comment:{self.comment_id}", self.about)


@dataclass(frozen=True)
class CommentEdited(Fact):
    """A comment was changed or removed."""

    kind: ClassVar[str] = "threads.comment_edited"
    comment_id: int
    about: str

    def touches(self) -> tuple[str, ...]:
        return (f"comment:{self.comment_id}", self.about)


@dataclass(frozen=True)
class ReactionChanged(Fact):
    """Somebody reacted to a thing, or took it back."""

    kind: ClassVar[str] = "threads.reaction_changed"
    ref: str
    mood: str
    on: bool
    author_id: int | None = None  # of what the reaction is to

    def touches(self) -> tuple[str, ...]:
        return (self.ref,)


@dataclass(frozen=True)
class PeopleMentioned(Fact):
    """Colleagues were called by name in a text."""

    kind: ClassVar[str] = "threads.people_mentioned"
    says: ClassVar[str] = lazy("{actor} mentioned you in “{title}”")
    person_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class ConversationMoved(Fact):
    """A conversation lives in another community now, with all that was said in it."""

    kind: ClassVar[str] = "threads.conversation_moved"
    says: ClassVar[str] = lazy("{actor} moved “{title}” to another community")
    ref: str


@dataclass(frozen=True)
class ConversationLeft(Fact):
    """A conversation is no longer in this community; where it went is told there alone."""

    kind: ClassVar[str] = "threads.conversation_left"
    ref: str

    def touches(self) -> tuple[str, ...]:
        return (self.ref,)


@dataclass(frozen=True)
class ConversationSplit(Fact):
    """Replies became a conversation of their own. `opening` is the reply that became its text."""

    kind: ClassVar[str] = "threads.conversation_split"
    says: ClassVar[str] = lazy("{actor} gave replies a conversation of their own: “{title}”")
    source: str
    opening: str

    def touches(self) -> tuple[str, ...]:
        return (self.source, self.opening)


@dataclass(frozen=True)
class ConversationsMerged(Fact):
    """A conversation became a part of another one. `opening` is the comment that its text became."""

    kind: ClassVar[str] = "threads.conversations_merged"
    says: ClassVar[str] = lazy("{actor} merged another conversation into “{title}”")
    source: str
    opening: str

    def touches(self) -> tuple[str, ...]:
        return (self.source, self.opening)


@dataclass(frozen=True)
class ConversationPutBack(Fact):
    """A split or a merge was taken back: the conversation is as it was. `other` is the second one, `opening`
    the reply that was the text of one of them meanwhile, or before."""

    kind: ClassVar[str] = "threads.conversation_put_back"
    other: str
    opening: str

    def touches(self) -> tuple[str, ...]:
        return (self.other, self.opening)


@dataclass(frozen=True)
class CommentAnswers(Fact):
    """A comment is an answer now, or one again. `source`: what it was said under; `parts`: as below."""

    kind: ClassVar[str] = "threads.comment_answers"
    says: ClassVar[str] = lazy("{actor} made an answer of a comment: “{title}”")
    source: str
    parts: list[str] = field(default_factory=list)

    def touches(self) -> tuple[str, ...]:
        return (self.source, *self.parts)


@dataclass(frozen=True)
class ConversationTurned(Fact):
    """A discussion or a reply is a question now, or the other way. `parts`: what stands in it."""

    kind: ClassVar[str] = "threads.conversation_turned"
    says: ClassVar[str] = lazy("{actor} made a question or a discussion of what was said: “{title}”")
    source: str
    parts: list[str] = field(default_factory=list)

    def touches(self) -> tuple[str, ...]:
        return (self.source, *self.parts)
