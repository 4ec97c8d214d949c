"""What a macro would do to a case, said before: each deed, what is so already, what stands in its way."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hub.automation.acts import wake_at
from hub.automation.deeds import Bench, Deed, checked, deeds_of
from hub.automation.models import Macro
from hub.automation.wording import names_of, said
from hub.cases import guard
from hub.cases.actions import marking, replies
from hub.cases.actions.marking import MOST_LABELS
from hub.cases.approvals import NeedsSecond, waits_because
from hub.cases.drafts import reply_draft
from hub.cases.models import Case
from hub.cases.queries import newest_message_id
from hub.cases.rules import REPLY, WORK_CASE
from hub.channels.contract import adapter_of
from hub.core.errors import HubError
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.people.models import Person


@dataclass(frozen=True)
class Foreseen:
    """One deed: in words, whether the case would be another one afterwards, and why it cannot be done."""

    deed: Deed
    words: str
    changes: bool = True
    trouble: str = ""


@dataclass(frozen=True)
class Preview:
    """The whole. `sends`: the text that would leave, "" for none; `pending`: a draft that would stay one.

    `mark` stands for all that was looked at: when it is another one, something changed meanwhile.
    """

    lines: Sequence[Foreseen]
    sends: str = ""
    pending: bool = False
    mark: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether it can be run."""
        return not any(each.trouble for each in self.lines)


def preview(actor: Person, macro: Macro, case: Case) -> Preview:
    """Nothing is written."""
    deeds = deeds_of(macro.deeds)
    names = names_of(actor, case.space_id, deeds)
    bench = Bench(actor, case.space)
    draft = _draft_afterwards(actor, case, deeds)
    sending = any(each.do == "send" for each in deeds)
    lines = [
        Foreseen(deed, said(deed, names), not is_so(actor, case, deed), _trouble(bench, case, deed, draft))
        for deed in deeds
    ]
    seen = f"{macro.changed_at.isoformat()} {newest_message_id(case)} {draft}" if sending else ""
    mark = hashlib.sha256(f"{macro.id} {macro.deeds} {seen}".encode()).hexdigest()[:24]
    return Preview(lines, draft if sending else "", bool(draft) and not sending, mark)


def _draft_afterwards(actor: Person, case: Case, deeds: Sequence[Deed]) -> str:
    """What would stand in the reply; what cannot be inserted is said beside its deed."""
    draft = reply_draft(actor, case).strip()
    for deed in deeds:
        if deed.do == "reply":
            try:
                text = replies.words_of(actor, case, deed.value)
            except HubError:
                continue
            draft = draft if text in draft else f"{draft}\n\n{text}".strip()
    return draft


def _trouble(bench: Bench, case: Case, deed: Deed, draft: str) -> str:
    if not can(bench.actor, WORK_CASE, case):
        return _("You cannot work on it.")
    try:
        checked(bench, [deed])
        if deed.do == "reply":
            replies.words_of(bench.actor, case, deed.value)
    except HubError as refused:
        return refused.message
    full = deed.do == "label" and len(marking.labelled(case)) >= MOST_LABELS
    if full and not is_so(bench.actor, case, deed):
        return _("At most %(most)s of these, please.", most=MOST_LABELS)
    return _why_not_sent(bench.actor, case, draft) if deed.do == "send" else ""


def _why_not_sent(actor: Person, case: Case, draft: str) -> str:
    if not can(actor, REPLY, case) or not adapter_of(case.channel).traits.can_send:
        return _("No reply can be sent from here.")
    if not draft:
        return _("There is nothing to send yet. Write to the customer first.")
    if waits_because(actor, case):
        return NeedsSecond().message
    stops = [each for each in guard.inspect(case, draft, actor) if each.blocks]
    return stops[0].message if stops else ""


def is_so(actor: Any, case: Case, deed: Deed) -> bool:
    """Whether the case is like that already."""
    match deed.do:
        case "label" | "unlabel":
            there = {row.label.name.lower() for row in marking.labelled(case)}
            return (deed.value.lower() in there) == (deed.do == "label")
        case "priority":
            return case.priority == deed.value
        case "state":
            return case.state == deed.value
        case "assign":
            whose = case.assignee.handle if case.assignee else f"team:{case.team}" if case.team else "desk"
            return whose == (actor.handle if deed.value == "me" else deed.value)
        case "snooze":
            return case.snoozed_until == wake_at(actor, case, deed.value)
    return False
