"""A card of the feed, finished for one reader: the row that was found, and what is said about it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from hub.core import clock
from hub.core.features import Card
from hub.core.words import gettext as _
from hub.feed.reasons import reason_of, words_for
from hub.people.helping import Praise, badge_of
from hub.web.filters import date, elapsed, readers_zone


@dataclass(frozen=True)
class Item:
    """The columns of the statement by name, and the words that are made from them."""

    row: Row[Any]
    reader_id: int
    case: Card | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def number(self) -> str:
        """The number in its ref."""
        return str(self.row.ref).partition(":")[2]

    @property
    def is_own_talk(self) -> bool:
        """Whether it is among colleagues alone: no result with a customer, and none who waits."""
        return (
            self.row.face in ("question", "answered", "discussion", "announcement")
            and not self.row.waiting_count
        )

    @property
    def is_pinned(self) -> bool:
        """Whether it stands on top of its community now."""
        return stands_on_top(self.row)

    @property
    def why(self) -> str:
        """Why a ranked one stands where it stands, in one line; "" where nothing was ranked."""
        return words_for(self.row)

    @property
    def why_icon(self) -> str:
        """The sign of that line."""
        reason = reason_of(self.row)
        return reason.icon if reason else ""

    @property
    def pinned_words(self) -> str:
        """Until which day it stands there."""
        if self.row.pinned_until is None:
            return _("Pinned")
        last = self.row.pinned_until - timedelta(minutes=1)
        return _("Pinned until %(day)s", day=date(last.astimezone(readers_zone())))

    @property
    def badge(self) -> Praise | None:
        """Which way of helping thanks name."""
        return badge_of(self.row.badge)

    @property
    def words(self) -> str:
        """What a post without a title is called by those who cannot see it."""
        return _("Post by %(author_name)s", author_name=self.row.author_name)

    @property
    def waited(self) -> str:
        """How long a customer has waited for it."""
        return elapsed(self.row.waiting_since) if self.row.waiting_since else ""

    @property
    def names(self) -> str:
        """The first names of those who helped; the reader is "you" and comes last."""
        people = self.row.people
        names = [each["name"].split(" ")[0] for each in people if each["id"] != self.reader_id]
        if len(names) < len(people):
            names.append(_("you") if names else _("You"))
        if not names:
            return _("Colleagues")
        if len(names) == 1:
            return str(names[0])
        return _("%(names)s and %(last)s", names=", ".join(names[:-1]), last=names[-1])


def stands_on_top(row: Any) -> bool:
    """Whether what the row says of a pin still holds."""
    return row.pinned_at is not None and (row.pinned_until is None or row.pinned_until > clock.now())
