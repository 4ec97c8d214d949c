"""What is recorded of links that people make."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class ThingsLinked(Fact):
    """Somebody linked two things by hand. space: where the target lives, for measures by community."""

    kind: ClassVar[str] = "linking.things_linked"
    target: str
    how: str
    space: int | None = None

    def touches(self) -> tuple[str, ...]:
        return (self.target,)


@dataclass(frozen=True)
class ThingsUnlinked(Fact):
    """A link was taken away; the row keeps who and why."""

    kind: ClassVar[str] = "linking.things_unlinked"
    target: str
    how: str
    space: int | None = None

    def touches(self) -> tuple[str, ...]:
        return (self.target,)


@dataclass(frozen=True)
class LinkJudged(Fact):
    """A coach looked at a link of a sample: was it the right article, was it the right case?"""

    kind: ClassVar[str] = "linking.link_judged"
    link_id: int
    right_article: bool
    right_case: bool
    space: int | None = None
