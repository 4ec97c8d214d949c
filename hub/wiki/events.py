"""What happens to pages."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class PageCreated(Fact):
    """A page was written. `sources` are the refs it was made from."""

    kind: ClassVar[str] = "wiki.page_created"
    says: ClassVar[str] = lazy("{actor} wrote “{title}”")
    page_id: int
    sources: tuple[str, ...] = ()

    def touches(self) -> tuple[str, ...]:
        return tuple(self.sources)


@dataclass(frozen=True)
class PageEdited(Fact):
    """A page has a new revision."""

    kind: ClassVar[str] = "wiki.page_edited"
    says: ClassVar[str] = lazy("{actor} changed “{title}”")
    says_many: ClassVar[str] = lazy("{n} changes to “{title}”")
    page_id: int
    revision: int
    note: str = ""


@dataclass(frozen=True)
class ShownBlockChanged(Fact):
    """A shared block that a page shows has another text, another place, or is gone."""

    kind: ClassVar[str] = "wiki.shown_block_changed"
    page_id: int
    block_id: int


@dataclass(frozen=True)
class LinksRenewed(Fact):
    """What a page names has come, gone or got another address: its own text is as it was."""

    kind: ClassVar[str] = "wiki.links_renewed"
    page_id: int


@dataclass(frozen=True)
class PassageSettled(Fact):
    """What was said about a passage of a page is settled, or open again (settled=False)."""

    kind: ClassVar[str] = "wiki.passage_settled"
    says: ClassVar[str] = lazy("{actor} settled a comment on “{title}”")
    passage_id: int
    settled: bool = True


@dataclass(frozen=True)
class EditorsChanged(Fact):
    """Somebody began to write on a page, or stopped; nobody is told but those who have it open."""

    kind: ClassVar[str] = "wiki.editors_changed"
    page_id: int


@dataclass(frozen=True)
class PageMoved(Fact):
    """A page, with everything under it, has a new address or a new title."""

    kind: ClassVar[str] = "wiki.page_moved"
    page_id: int
    moved: tuple[int, ...] = ()

    def touches(self) -> tuple[str, ...]:
        return tuple(f"page:{id}" for id in self.moved)


@dataclass(frozen=True)
class ReadersNamed(Fact):
    """A page has readers of its own, and these people are new among them."""

    kind: ClassVar[str] = "wiki.readers_named"
    says: ClassVar[str] = lazy("{actor} lets you read “{title}”")
    page_id: int
    person_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class PageVerified(Fact):
    """Somebody confirmed that a page is right as it stands."""

    kind: ClassVar[str] = "wiki.page_verified"
    says: ClassVar[str] = lazy("{actor} verified “{title}”")
    page_id: int
    revision: int


@dataclass(frozen=True)
class PageUnverified(Fact):
    """A page no longer counts as validated: it was changed, or has another verifier."""

    kind: ClassVar[str] = "wiki.page_unverified"
    says: ClassVar[str] = lazy("“{title}” waits to be verified again")
    page_id: int


@dataclass(frozen=True)
class PageSettled(Fact):
    """The audience, the kind or the people who look after a page changed."""

    kind: ClassVar[str] = "wiki.page_settled"
    page_id: int
    audience: str


@dataclass(frozen=True)
class PageReachChanged(Fact):
    """Whom a page may be told to changed, because what holds for all pages did."""

    kind: ClassVar[str] = "wiki.page_reach_changed"
    page_id: int


@dataclass(frozen=True)
class PagePublished(Fact):
    """A page that was being written went out at the moment that was planned for it."""

    kind: ClassVar[str] = "wiki.page_published"
    says: ClassVar[str] = lazy("“{title}” went out as planned")
    page_id: int
    verified: bool = False


@dataclass(frozen=True)
class PageTaken(Fact):
    """Somebody works on the problem that a page holds, or does so no more (taken=False)."""

    kind: ClassVar[str] = "wiki.page_taken"
    page_id: int
    taken: bool = True


@dataclass(frozen=True)
class PageArchived(Fact):
    """A page is kept, but no longer true; or it is back (archived=False)."""

    kind: ClassVar[str] = "wiki.page_archived"
    says: ClassVar[str] = lazy("{actor} archived “{title}”")
    page_id: int
    archived: bool = True


@dataclass(frozen=True)
class PageRemoved(Fact):
    """A page was removed with everything under it."""

    kind: ClassVar[str] = "wiki.page_removed"
    page_id: int
    removed: tuple[int, ...] = ()

    def touches(self) -> tuple[str, ...]:
        return tuple(f"page:{id}" for id in self.removed)


@dataclass(frozen=True)
class PageRestored(Fact):
    """A removed page is back, with everything that went with it."""

    kind: ClassVar[str] = "wiki.page_restored"
    page_id: int
    restored: tuple[int, ...] = ()

    def touches(self) -> tuple[str, ...]:
        return tuple(f"page:{id}" for id in self.restored)


@dataclass(frozen=True)
class ReviewAsked(Fact):
    """Somebody asks the people who look after a page to verify it."""

    kind: ClassVar[str] = "wiki.review_asked"
    says: ClassVar[str] = lazy("{actor} asks you to verify “{title}”")
    page_id: int


@dataclass(frozen=True)
class ReviewFellDue(Fact):
    """The time after which somebody should look at a page again is over."""

    kind: ClassVar[str] = "wiki.review_fell_due"
    says: ClassVar[str] = lazy("It is time to look at “{title}” again")
    page_id: int


@dataclass(frozen=True)
class PageDoubted(Fact):
    """A reader says that something on a page is off. Its owner hears of the flag that goes with it."""

    kind: ClassVar[str] = "wiki.page_doubted"
    says: ClassVar[str] = lazy("{actor} says that something is off on “{title}”")
    says_many: ClassVar[str] = lazy("{n} colleagues say that something is off on “{title}”")
    page_id: int
    words: str = ""


@dataclass(frozen=True)
class PagesMerged(Fact):
    """Another page went into this one, with what hung on it. `merged`: its ref, which leads here now."""

    kind: ClassVar[str] = "wiki.pages_merged"
    says: ClassVar[str] = lazy("{actor} merged another page into “{title}”")
    page_id: int
    merged: str
    comments: tuple[str, ...] = ()

    def touches(self) -> tuple[str, ...]:
        return (self.merged, *self.comments)


@dataclass(frozen=True)
class PageMergeUndone(Fact):
    """A page that had gone into this one stands by itself again. `parted`: its ref."""

    kind: ClassVar[str] = "wiki.page_merge_undone"
    page_id: int
    parted: str
    comments: tuple[str, ...] = ()

    def touches(self) -> tuple[str, ...]:
        return (self.parted, *self.comments)


@dataclass(frozen=True)
class ChangeAsked(Fact):
    """Somebody suggests a change to a page, or has changed what they suggest. Subject: the change."""

    kind: ClassVar[str] = "wiki.change_asked"
    says: ClassVar[str] = lazy("{actor} suggests a change to “{title}”")
    change_id: int
    again: bool = False


@dataclass(frozen=True)
class ChangeWanted(Fact):
    """Who reviews a suggested change wants it to be different. Subject: the change."""

    kind: ClassVar[str] = "wiki.change_wanted"
    says: ClassVar[str] = lazy("{actor} asks you to change what you suggest for “{title}”")
    quotes: ClassVar[str] = "words"
    change_id: int
    words: str = ""


@dataclass(frozen=True)
class ChangeMerged(Fact):
    """A suggested change was taken over into its page. Subject: the change."""

    kind: ClassVar[str] = "wiki.change_merged"
    says: ClassVar[str] = lazy("{actor} took over your change to “{title}”")
    change_id: int
    revision: int


@dataclass(frozen=True)
class ChangeRejected(Fact):
    """A suggested change was not taken over. Subject: the change."""

    kind: ClassVar[str] = "wiki.change_rejected"
    says: ClassVar[str] = lazy("{actor} did not take over your change to “{title}”")
    quotes: ClassVar[str] = "words"
    change_id: int
    words: str = ""


@dataclass(frozen=True)
class PagePurged(Fact):
    """A removed page was forgotten for good, with everything that went with it."""

    kind: ClassVar[str] = "wiki.page_purged"
    page_id: int
    purged: tuple[int, ...] = ()

    def touches(self) -> tuple[str, ...]:
        return tuple(f"page:{id}" for id in self.purged)


@dataclass(frozen=True)
class PagesHandedOver(Fact):
    """Somebody looks after pages from now on, perhaps because their owner left. Subject: their space."""

    kind: ClassVar[str] = "wiki.pages_handed_over"
    says: ClassVar[str] = lazy("You look after pages in {title} now")
    owner_id: int
    pages: tuple[int, ...] = ()

    def touches(self) -> tuple[str, ...]:
        return tuple(f"page:{id}" for id in self.pages)


@dataclass(frozen=True)
class LicenceGiven(Fact):
    """Somebody stands on another step of the ladder. Subject: the grant. Told to them alone."""

    kind: ClassVar[str] = "wiki.licence_given"
    says: ClassVar[str] = lazy("{actor} gave you the licence “{title}” for pages")
    person_id: int


@dataclass(frozen=True)
class ExportReady(Fact):
    """A large export was made. Subject: the export, in no space: told to whoever asked alone."""

    kind: ClassVar[str] = "wiki.export_ready"
    says: ClassVar[str] = lazy("Your export of “{title}” is ready")
    says_many: ClassVar[str] = lazy("{n} exports are ready")
    person_id: int


@dataclass(frozen=True)
class ExportFailed(Fact):
    """A large export could not be made. Subject: the export, in no space: told to whoever asked alone."""

    kind: ClassVar[str] = "wiki.export_failed"
    says: ClassVar[str] = lazy("Your export of “{title}” could not be made")
    person_id: int
