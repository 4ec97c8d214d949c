"""The reply composer as it stands: text, sources, what the guard found, and what is to be decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from hub.cases import guard
from hub.cases.actions.reaching import is_mail
from hub.cases.copying import NOBODY, Copies
from hub.cases.drafts import place_of
from hub.cases.file_models import ReplyFile
from hub.cases.fitting import Version
from hub.cases.freshness import Changed
from hub.cases.models import Case, CaseState, Message
from hub.cases.showing import channel_word, icon_of, source_label
from hub.cases.ways import Chosen, choose, ways_for
from hub.channels.contract import Traits, files_of
from hub.channels.measures import FileLimits, stage_at
from hub.channels.opening import opens_there
from hub.channels.ways import PRIVATE, PUBLIC
from hub.core import clock
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.people.queries import names_by_id
from hub.reuse.models import Provenance
from hub.reuse.passages import kept_share
from hub.threads.diff import Row

AROUND = 48  # characters shown before and after what the guard found
NEXT = "solve_next"  # solve, and go on with the next case of the list
AFTER = (
    ("wait", lazy("and wait")), ("solve", lazy("and solve")), (NEXT, lazy("and solve, then the next")),
    ("close", lazy("and close")), ("open", lazy("and keep it open")),
)  # fmt: skip


@dataclass
class Composer:
    """Everything the composer shows. `seen` is the last message its writer has had before them."""

    case: Case
    body: str = ""
    sources: Sequence[Provenance] = ()
    findings: Sequence[guard.Finding] = ()
    asking: bool = False  # the writer wants to keep a find: ask why
    reasons: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    then: str = "wait"
    seen: int = 0
    confirmed: bool = False
    elsewhere: Sequence[tuple[str, bool]] = ()  # other addresses, and whether the customer asks for it
    newer: Sequence[Message] = ()  # what others wrote since `seen`: shown before it may be sent
    changed: Sequence[Changed] = ()  # sources that read differently by now
    files: Sequence[ReplyFile] = ()  # that go along
    copies: Copies = NOBODY  # who else gets it
    typed_copy: str = ""  # addresses that were refused
    copy_error: str = ""
    ways: Sequence[tuple[Provenance, list[Version]]] = ()  # sources that can be said in several ways
    fillable: bool = False  # places in the text that the case can fill
    shared_seen: int = 0  # the version of the shared draft that its writer has had before them
    shared_rows: Sequence[Row] | None = None  # how the shared draft differs, where somebody changed it
    unchecked: bool = False  # a draft that comes back: the guard has not looked at it yet
    way: str = ""  # in public or in private, where there is a choice
    people: Mapping[int, Person] = field(default_factory=dict)

    @property
    def icon(self) -> str:
        """Of the channel."""
        return icon_of(self.case)

    @property
    def limit(self) -> int:
        """Characters that the channel takes."""
        return self._traits.length if self._traits else 0

    @property
    def takes_files(self) -> FileLimits | None:
        """Which files the channel carries, where it carries any."""
        return files_of(self.case.channel) if self._traits and self._traits.files else None

    @property
    def left(self) -> int:
        """How many are left, as the channel counts."""
        return self.limit - (self._traits.measure.of(self.body) if self._traits else 0)

    @property
    def measure(self) -> str:
        """How the page's counter counts while somebody writes."""
        return self._traits.measure.name if self._traits else ""

    @property
    def stage(self) -> str:
        """What the channel allows just now, where that changes with the time."""
        waited = clock.now() - self._since
        found = stage_at(self._traits.stages, waited) if self._traits else None
        return found.allows if found is not None else ""

    @property
    def closes_at(self) -> datetime | None:
        """When that ends: this stage, or all of it."""
        waited = clock.now() - self._since
        found = stage_at(self._traits.stages, waited) if self._traits else None
        return self._since + found.within if found is not None else self.until

    @property
    def minutes_left(self) -> float:
        """Until `closes_at`."""
        return (self.closes_at - clock.now()).total_seconds() / 60 if self.closes_at else 0.0

    @property
    def is_late(self) -> bool:
        """The channel takes no reply any more."""
        return bool(self.chosen.closed) or (self.until is not None and self.until < clock.now())

    @property
    def too_late(self) -> tuple[str, str]:
        """That it is too late, and what is still allowed."""
        if self._traits is None:
            return "", ""
        if self.chosen.closed:
            return self.chosen.closed, self._traits.afterwards
        instead = self._traits.afterwards or _("Reach them another way, or wait until they write again.")
        return _("%(label)s takes no reply any more.", label=self._traits.label), instead

    @property
    def is_short(self) -> bool:
        """Whether the number of characters left is worth showing."""
        return 0 < self.limit <= 2_000

    @property
    def public(self) -> str:
        """Who else reads it."""
        label = self._traits.label if self._traits else ""
        return (
            _("everyone on %(label)s can read it", label=label)
            if self._traits and self._traits.is_public
            else ""
        )

    @property
    def remark(self) -> str:
        """What one should know of this way before one writes."""
        return self._traits.remark if self._traits else ""

    @property
    def until(self) -> datetime | None:
        """Until when the channel takes a reply, where it does not always."""
        return self.chosen.until

    @property
    def address(self) -> str:
        """Where a reply goes, when that is a mail address."""
        return self.case.address if is_mail(self.case) else ""

    @property
    def via(self) -> str:
        """For those who do not see the icon: "by e-mail"."""
        return _("through %(case)s", case=channel_word(self.case))

    @property
    def can_send(self) -> bool:
        """Whether this channel carries replies at all."""
        return bool(self._traits and self._traits.can_send)

    @property
    def by_hand(self) -> str:
        """The site on which a person posts the reply, where the hub sends none."""
        there = opens_there(self.case.channel)
        return there.site if there is not None else ""

    @property
    def press(self) -> str:
        """What the button says where it is not "Send"."""
        if self.ways_to_leave:
            return _("Reply in private") if self.is_private else _("Reply in public")
        return _("Check it for %(site)s", site=self.by_hand) if self.by_hand else ""

    @property
    def ways_to_leave(self) -> list[tuple[str, str]]:
        """In public and in private, where there is a choice."""
        names = {PUBLIC: _("In public"), PRIVATE: _("In private")}
        found = list(ways_for(self.case))
        return [(name, names[name]) for name in found] if len(found) > 1 else []

    @property
    def is_private(self) -> bool:
        """Whether it is for the customer alone, where others are public."""
        return self.chosen.name == PRIVATE

    @property
    def place(self) -> str:
        """The name under which the browser saves it: what is begun in private stays there."""
        return place_of(self.case, self.way)

    @property
    def left_out(self) -> int:
        """Internal lines of the sources that stayed inside."""
        return sum(source.left_out for source in self.sources)

    @property
    def unvetted(self) -> bool:
        """Whether the writer must tick that they have checked a text nobody vetted."""
        return any(not source.confirmed for source in self.sources)

    @property
    def goes_on(self) -> bool:
        """Whether the next case is wanted, not this one again."""
        return self.then == NEXT

    @property
    def state_after(self) -> str:
        """What happens with the case: wait | solve | close | open."""
        return "solve" if self.goes_on else self.then

    @property
    def after(self) -> list[tuple[str, str]]:
        """What may happen to the case with the same press, the chosen one first."""
        return sorted(AFTER, key=lambda each: each[0] != self.then)

    @property
    def blocked(self) -> str:
        """Why sending is off, or nothing."""
        if not self.stops:
            return ""
        return _("Decide about what the guard found first.")

    @property
    def stops(self) -> list[guard.Finding]:
        """What has to be decided before it can leave."""
        return [each for each in self.findings if each.blocks]

    @property
    def hints(self) -> list[guard.Finding]:
        """What is only said."""
        return [each for each in self.findings if not each.blocks]

    @property
    def kept(self) -> list[tuple[str, int]]:
        """What each source is called and how many percent of its words still stand, where some are gone."""
        shares = [(self.chip(each)[0], kept_share(each.text, self.body)) for each in self.sources]
        return [(label, share) for label, share in shares if share < 100] if self.body.strip() else []

    def chip(self, source: Provenance) -> tuple[str, Person | None]:
        """What a source is called and whose face it wears."""
        who = self.people.get(source.authors[0]) if source.authors else None
        return source_label(source, who), who

    def around(self, finding: guard.Finding) -> tuple[str, str, str]:
        """Before, what was found, after: for showing it where it stands."""
        if finding.start < 0:
            return "", "", ""
        before = self.body[max(0, finding.start - AROUND) : finding.start]
        after = self.body[finding.end : finding.end + AROUND]
        lead = "…" if finding.start > AROUND else ""
        trail = "…" if finding.end + AROUND < len(self.body) else ""
        return lead + before, self.body[finding.start : finding.end], after + trail

    @cached_property
    def chosen(self) -> Chosen:
        """The way in which it leaves."""
        return choose(self.case, self.way)

    @property
    def _since(self) -> datetime:
        return self.chosen.since or self.case.wrote_at

    @property
    def _traits(self) -> Traits | None:
        return self.chosen.traits


def composer_for(
    case: Case, sources: Sequence[Provenance], seen: int, way: str = "", begun: str | None = None
) -> Composer:
    """The composer as somebody finds it on opening a case: with the draft they had."""
    then = "wait" if case.state != CaseState.SOLVED else "close"
    text = (case.begun or "") if begun is None else begun
    kept = bool(text.strip())
    return Composer(case, body=text, sources=sources, then=then, seen=seen, unchecked=kept, way=way)


def with_people(composer: Composer, more: Sequence[Provenance] = ()) -> Composer:
    """Look up everybody whose words are used, here and in `more`, in one query."""
    ids = {id for source in (*composer.sources, *more) for id in source.authors}
    ids |= {source.vetted_by_id for source in (*composer.sources, *more) if source.vetted_by_id}
    composer.people = names_by_id(ids)
    return composer


def without(body: str, finding: guard.Finding) -> str:
    """The text with what was found taken out of it, and no hole left behind."""
    if finding.start < 0:
        return body
    before, after = body[: finding.start].rstrip(" \t"), body[finding.end :].lstrip(" \t")
    if not before or before[-1] in "\n.!?":  # a whole sentence goes: its full stop goes along
        after = after.lstrip(".,;:!? \t")
    if before and after and not before.endswith("\n") and after[0] not in "\n.,;:!?":
        before += " "
    left = (before + after).strip()
    return left if any(letter.isalnum() for letter in left) else ""
