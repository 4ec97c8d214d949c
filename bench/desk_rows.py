"""The rows of a large desk: cases with what belongs to them, over the people and questions of a small hub.

Most cases are closed, three of a hundred are under way. Person 1 is an agent of two desks, person 2 leads all
of them. Case 1 has ten messages, case 2 three hundred; customer 1 wrote three hundred times.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bench.rows import DESKS, SPAN, Made, Row
from bench.sizes import sizes
from hub.cases.list_models import CaseField, CaseValue, FieldKind, KeptList, Label, Labelled
from hub.cases.models import (
    OVER,
    Case,
    CaseState,
    Customer,
    Identity,
    Note,
    Override,
    Priority,
)
from hub.cases.survey_models import SurveyRule
from hub.cases.target_models import DeskHours, DeskTarget
from hub.channels.contract import ChannelKind
from hub.links.models import Link, LinkKind
from hub.people.models import Reading, Role
from hub.reuse.models import Credit, Fitting, Provenance
from hub.spaces.models import SpaceRole

LEAD = 2
LEADING = frozenset({Role.MEMBER, Role.AGENT, Role.SUPERVISOR, Role.KNOWLEDGE_MANAGER})
SHORT, LONG = 1, 2  # the cases that are measured
LENGTHS = {SHORT: 10, LONG: 300}
FAITHFUL = 300  # cases of customer 1
TEXTS = 2_000
TOGETHER = 1_000  # cases that are written in turns, as customers do
UNDER_WAY = (
    *[CaseState.OPEN] * 4, *[CaseState.NEW] * 3, *[CaseState.WAITING_CUSTOMER] * 2,
    CaseState.WAITING_COLLEAGUE,
)  # fmt: skip
PRIORITIES = (*[Priority.NORMAL] * 6, Priority.LOW, Priority.HIGH, Priority.HIGH, Priority.URGENT)
LABELS = ("refund", "baggage", "delay", "complaint", "praise")
FIELDS = (("tier", FieldKind.CHOICE), ("amount", FieldKind.NUMBER))
TIERS = ("gold", "silver", "none")
WEEK = [[[8 * 60, 18 * 60]]] * 5 + [[], []]
KEPT = "(priority>=high or label:refund) -assignee:none (field.tier:gold or waiting>2h)"
FINDS = ("internal", "customer", "link", "promise")


class Desk(Made):
    """The rows come one by one; the database itself writes the messages (`bench.desk_messages`)."""

    def __init__(self, cases: int, now: datetime) -> None:
        self.count = cases
        self.active = max(60, cases * 3 // 100)
        base = sizes(min(0.2, cases / 200_000))
        super().__init__(base.without_cases(), now)

    def people(self) -> Iterator[Row]:
        """One of them leads."""
        for row in super().people():
            yield {**row, "roles": LEADING} if row["id"] == LEAD else row

    def cases_first(self) -> Iterator[tuple[Any, Iterator[Row]]]:
        """Model and rows: what messages point at."""
        yield Customer, self._who()
        yield Identity, self._addresses()
        yield Case, self._matters()

    def what_they_have(self) -> Iterator[tuple[Any, Iterator[Row]]]:
        """The same, once there are messages."""
        yield Note, self._noted()
        yield Link, self._asked()
        yield Label, self._labels()
        yield Labelled, self._labelled()
        yield CaseField, self._fields()
        yield CaseValue, self._values()
        yield KeptList, iter([self._kept_list()])
        yield DeskHours, ({"space_id": id, "week": WEEK, "changed_at": self.now} for id in self._desks)
        yield DeskTarget, self._targets()
        yield SurveyRule, self._surveys()
        yield Reading, self._seen()
        yield Fitting, self._suggested()
        yield Provenance, self._sources()
        yield Credit, self._credits()
        yield Override, self._overrides()

    def _memberships(self) -> list[Row]:
        rows = super()._memberships()
        there = {(row["person_id"], row["space_id"]) for row in rows}
        wanted = [(1, self._desks[2]), *((LEAD, desk) for desk in self._desks)]
        more = {"joined_at": self.now - SPAN}
        rows += [
            {"person_id": id, "space_id": space, **more} for id, space in wanted if (id, space) not in there
        ]
        leading = {True: SpaceRole.OWNER, False: SpaceRole.MEMBER}
        return [{**row, "role": leading[row["person_id"] == LEAD]} for row in rows]

    # What a case is, by its number alone ------------------------------------------------------------

    def _numbers(self) -> range:
        return range(1, self.count + 1)

    def _state(self, id: int) -> CaseState:
        if id in LENGTHS:
            return CaseState.OPEN
        if id <= self.count - 2 * self.active or id % 2:
            return CaseState.SOLVED if id % 11 == 0 else CaseState.CLOSED
        return UNDER_WAY[id // 2 % len(UNDER_WAY)]

    def _is_over(self, id: int) -> bool:
        return self._state(id) in OVER

    def _begun(self, id: int) -> datetime:
        return self._at(self.count if id in LENGTHS else id, self.count) - timedelta(days=2)

    def _desk(self, case: int) -> int:
        return self._desks[1 if case in LENGTHS else case // 3 % DESKS]

    def _whose(self, id: int) -> int | None:
        """Person 1 has every twelfth of those on their desks."""
        if self._state(id) == CaseState.NEW:
            return None
        own = id in LENGTHS or (self._desk(id) in self._desks[1:3] and id % 12 == 4)
        return 1 if own else 10 * (1 + id % (self.sizes.people // 10))

    def _customer(self, id: int) -> int:
        if id in LENGTHS or id % max(2, self.count // FAITHFUL) == 0:
            return 1
        return 2 + id * 7_919 % (self.count * 6 // 10)

    def _length(self, id: int) -> int:
        """Two to eighteen, ten in the middle."""
        return LENGTHS.get(id) or 2 + id * 2_654_435_761 // 128 % 17

    @property
    def longest(self) -> int:
        """Messages of the longest case."""
        return max(LENGTHS.values())

    def said(self) -> list[str]:
        """What stands in messages."""
        return [f"{self._write.sentence()} {self._write.sentence()}" for _ in range(TEXTS)]

    def _asks(self, id: int) -> bool:
        return id in LENGTHS or id % 3 == 1

    def _question(self, id: int) -> int:
        return id * 7 % self.sizes.questions + 1

    def _replied(self) -> Iterator[tuple[int, int]]:
        """Each second case that is over, and the number of the first reply to it.

        Of each TOGETHER all first messages come first, then all second ones.
        """
        before = 0
        for start in range(1, self.count + 1, TOGETHER):
            these = range(start, min(start + TOGETHER, self.count + 1))
            for place, id in enumerate(these, 1):
                if id % 2 and self._is_over(id):
                    yield id, before + len(these) + place
            before += sum(map(self._length, these))

    # Its rows ---------------------------------------------------------------------------------------

    def _who(self) -> Iterator[Row]:
        for id in range(1, self.count * 6 // 10 + 2):
            yield {"id": id, "name": f"{self._name(id)} Guest", "created_at": self.now - SPAN}

    def _addresses(self) -> Iterator[Row]:
        for id in range(1, self.count * 6 // 10 + 2):
            yield {"id": id, "customer_id": id, "kind": ChannelKind.MANUAL, "address": f"g{id}@guest.example"}

    def _matters(self) -> Iterator[Row]:
        for id in self._numbers():
            at, state, is_over = self._begun(id), self._state(id), self._is_over(id)
            active = min(self.now - timedelta(minutes=id % 50 + 1), at + timedelta(hours=id % 40))
            turn = not is_over and state != CaseState.WAITING_CUSTOMER
            due = self.now + timedelta(minutes=id % 900 - 300) if turn else None
            asked, rated = self._asks(id), is_over and id % 5 == 0
            yield {
                "id": id, "space_id": self._desk(id), "customer_id": self._customer(id),
                "channel_id": 1 + self._desks.index(self._desk(id)), "subject": self._write.title(),
                "excerpt": self._write.sentence(), "state": state, "assignee_id": self._whose(id),
                "priority": PRIORITIES[id // 3 % len(PRIORITIES)], "created_at": at, "wrote_at": active,
                "active_at": active, "waiting_since": active if turn else None, "due_at": due,
                "warn_at": due and due - timedelta(minutes=10), "message_count": self._length(id),
                "asked_at": at if asked else None, "answered_at": active if asked and id % 4 else None,
                "replied_at": None if state == CaseState.NEW else active,
                "first_replied_at": None if state == CaseState.NEW else at + timedelta(hours=1),
                "solved_at": active if is_over else None,
                "closed_at": active if state == CaseState.CLOSED else None,
                "rating_asked_at": active if is_over and id % 3 else None,
                "rated_at": active if rated else None, "rating": 1 + id // 5 % 5 if rated else None,
                "snoozed_until": self.now + timedelta(days=1) if not is_over and id % 36 == 10 else None,
                "lesson": "existing" if is_over and id % 4 else "", "spam_at": at if id % 997 == 0 else None,
            }  # fmt: skip

    def _noted(self) -> Iterator[Row]:
        for number, id in enumerate((id for id in self._numbers() if id % 3 == 0 or id in LENGTHS), 1):
            yield {
                "id": number, "case_id": id, "space_id": self._desk(id), "author_id": self._whose(id) or 10,
                "at": self._begun(id) + timedelta(hours=1), **self._write.text(),
            }  # fmt: skip

    def _asked(self) -> Iterator[Row]:
        for id in filter(self._asks, self._numbers()):
            kinds = [(LinkKind.ASKED, f"question:{self._question(id)}")]
            kinds += [(LinkKind.USED, f"answer:{id % self.sizes.answers + 1}")] if self._is_over(id) else []
            for kind, target in kinds:
                yield {
                    "source": f"case:{id}", "target": target, "kind": kind, "author_id": self._whose(id),
                    "at": self._begun(id), "space_id": self._places[0],
                }  # fmt: skip

    def _labels(self) -> Iterator[Row]:
        for at, desk in enumerate(self._desks):
            for place, name in enumerate(LABELS, 1):
                yield {"id": at * len(LABELS) + place, "space_id": desk, "name": name}

    def _labelled(self) -> Iterator[Row]:
        for id in self._numbers():
            if id % 2 == 0:
                first = self._desks.index(self._desk(id)) * len(LABELS)
                yield {"case_id": id, "label_id": first + 1 + id // 2 % len(LABELS)}

    def _fields(self) -> Iterator[Row]:
        for at, desk in enumerate(self._desks):
            for place, (key, kind) in enumerate(FIELDS, 1):
                choices = list(TIERS) if kind == FieldKind.CHOICE else []
                row = {"space_id": desk, "key": key, "name": key.title(), "kind": kind, "choices": choices}
                yield {"id": at * len(FIELDS) + place, **row}

    def _values(self) -> Iterator[Row]:
        for id in self._numbers():
            if id % 3:
                first = self._desks.index(self._desk(id)) * len(FIELDS)
                yield {"field_id": first + 1, "case_id": id, "words": TIERS[id % 3]}
                yield {"field_id": first + 2, "case_id": id, "number": float(id % 500)}

    def _kept_list(self) -> Row:
        return {"id": 1, "owner_id": 1, "name": "Pressing", "filter": KEPT, "sort": "next",
                "created_at": self.now}  # fmt: skip

    def _targets(self) -> Iterator[Row]:
        for desk in self._desks:
            for place, priority in enumerate(Priority, 1):
                yield {"space_id": desk, "priority": priority, "first_minutes": 300 // place,
                       "next_minutes": 600 // place, "solution_minutes": None}  # fmt: skip

    def _surveys(self) -> Iterator[Row]:
        for desk in self._desks:
            yield {"space_id": desk, "changed_by_id": LEAD, "at": self.now}

    def _seen(self) -> Iterator[Row]:
        """Person 1 has looked at half of what is under way, and the lead at all that was solved lately."""
        for id in self._numbers():
            if id > self.count - 4 * self.active or id in LENGTHS:
                at = self.now - timedelta(days=1)
                yield {"person_id": 1 + id % 2, "ref": f"case:{id}", "last_id": 0, "at": at}

    def _suggested(self) -> Iterator[Row]:
        for id in self._numbers():
            if not self._is_over(id) and not self._asks(id):
                yield {"ref": f"case:{id}", "number": id % 4, "counted_at": self.now}

    def _sources(self) -> Iterator[Row]:
        for number, (id, reply) in enumerate(self._replied(), 1):
            answer = id % self.sizes.answers + 1
            yield {
                "id": number, "case_ref": f"case:{id}", "reply": f"message:{reply}",
                "person_id": self._whose(id), "source": f"answer:{answer}", "source_revision": 1,
                "source_title": self._write.title(),
                "authors": [1 + answer % self.sizes.people], "trust": "vetted", "audience": "customers",
                "text": self._write.sentence(), "inserted_at": self._begun(id), "sent_at": self._begun(id),
            }  # fmt: skip

    def _credits(self) -> Iterator[Row]:
        for id, reply in self._replied():
            answer = id % self.sizes.answers + 1
            yield {
                "reply": f"message:{reply}", "person_id": 1 + answer % self.sizes.people, "part": "wrote",
                "source": f"answer:{answer}", "at": self._begun(id),
            }  # fmt: skip

    def _overrides(self) -> Iterator[Row]:
        """One of fifty replies left against the check; half of those were looked at."""
        for number, (id, reply) in enumerate(pair for pair in self._replied() if pair[0] % 25 == 0):
            judged = {"was_right": number % 4 == 0, "judged_by_id": LEAD, "judged_at": self.now}
            yield {
                "message_id": reply, "person_id": self._whose(id),
                "finding": FINDS[number % len(FINDS)], "passage": self._write.sentence(),
                "reason": "They asked for it.", "at": self._begun(id), **(judged if number % 2 else {}),
            }  # fmt: skip
