"""The rows of the data set, table by table, with every denormalised column as the actions keep it.

Everything comes from seeded chance and one moment, so two loads of a size are the same.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bench.sizes import Sizes
from bench.words import Writer
from hub.cases.models import CaseState
from hub.channels.contract import ChannelKind, MessageState
from hub.people.models import Role
from hub.qa.models import QuestionState
from hub.spaces.topics import slug_of

Row = dict[str, Any]
DESKS = 4
STATES = (
    *[CaseState.CLOSED] * 16,
    CaseState.OPEN, CaseState.NEW, CaseState.WAITING_CUSTOMER, CaseState.SOLVED,
)  # fmt: skip
MANY_VERSIONS, VERSIONS = 2, 500  # the page that is edited daily, and how often it was
SPAN = timedelta(days=700)  # from the oldest thing to now
AGENT = frozenset({Role.MEMBER, Role.AGENT})


class Made:
    """All rows of one size. The reader of the measurements is person 1: an agent in 20 communities."""

    def __init__(self, sizes: Sizes, now: datetime) -> None:
        self.sizes, self.now = sizes, now
        self._chance = random.Random(7)
        self._write = Writer(11)
        self._places = list(range(1, sizes.communities + 1))
        self._desks = list(range(sizes.communities + 1, sizes.communities + DESKS + 1))
        self._weights = [1 / place for place in self._places]  # Zipf: few communities hold most
        self.members = self._memberships()
        self.answers = list(self._answers())
        self._answered = Counter(row["question_id"] for row in self.answers)
        self.questions = list(self._questions())
        self._settle_answers()
        self.posts = list(self._posts())
        self.pages = list(self._pages())
        self.comments = list(self._comments())
        self.customers = [
            {"id": id, "name": f"{self._name(id)} Guest", "created_at": self._at(id, self.sizes.cases)}
            for id in range(1, sizes.cases + 1)
        ]
        self.messages = list(self._messages())
        self.cases = list(self._cases())

    def people(self) -> Iterator[Row]:
        """Every tenth works on cases."""
        for id in range(1, self.sizes.people + 1):
            yield {
                "id": id, "handle": f"person-{id}", "name": self._name(id), "email": f"p{id}@bench.example",
                "roles": AGENT if id == 1 or id % 10 == 0 else frozenset({Role.MEMBER}),
                "title": "Customer care", "created_at": self.now - SPAN,
            }  # fmt: skip

    def spaces(self) -> Iterator[Row]:
        """Communities, each twentieth for members only, and desks."""
        counts = Counter(row["space_id"] for row in self.members)
        said = Counter(row["space_id"] for row in (*self.questions, *self.posts, *self.pages))
        for id in (*self._places, *self._desks):
            desk = id in self._desks
            yield {
                "id": id, "kind": "desk" if desk else "community", "slug": f"place-{id}",
                "name": f"{'Desk' if desk else 'Community'} {id}", "member_count": counts[id],
                "visibility": "members" if desk or id % 20 == 0 else "everyone",
                "entry_count": said[id] * self.sizes.times, "created_at": self.now - SPAN,
            }  # fmt: skip

    def channels(self) -> Iterator[Row]:
        """One way in for each desk."""
        for at, desk in enumerate(self._desks, 1):
            yield {
                "id": at, "kind": ChannelKind.MANUAL, "name": f"Calls {at}", "slug": f"calls-{at}",
                "space_id": desk, "created_at": self.now - SPAN,
            }  # fmt: skip

    def stream(self) -> Iterator[Row]:
        """The feed's copies, in the order of time."""
        entries = [
            *(self._question_entry(row) for row in self.questions),
            *(self._post_entry(row) for row in self.posts),
            *(self._page_entry(row) for row in self.pages),
        ]
        for id, row in enumerate(sorted(entries, key=lambda entry: entry["at"]), 1):
            yield {"id": id, **row}

    def revisions(self) -> Iterator[Row]:
        """One of each page; of the page that is edited daily all, a paragraph new in each."""
        kept = ("space_id", "title", "body", "html", "state", "author_id")
        for page in self.pages:
            row = {"id": page["id"], "page_id": page["id"], **{name: page[name] for name in kept}}
            yield {**row, "number": page["revision"], "at": page["edited_at"]}
            parts = page["body"].split("\n\n")
            for number in range(page["revision"] - 1, 0, -1):
                parts[number % len(parts)] = self._write.paragraphs(1)[0]
                at = page["edited_at"] - timedelta(days=page["revision"] - number)
                row |= {"id": len(self.pages) + number, "number": number, "at": at}
                yield {**row, **self._write.forms(parts, "body", "html")}

    def links(self) -> Iterator[Row]:
        """Each third case asked inside."""
        for id, case in enumerate((case for case in self.cases if case["asked_at"]), 1):
            question = (case["id"] * 7) % self.sizes.questions + 1
            yield {
                "id": id, "source": f"case:{case['id']}", "target": f"question:{question}",
                "kind": "asked", "author_id": case["assignee_id"], "at": case["asked_at"],
            }  # fmt: skip

    def reactions(self) -> Iterator[Row]:
        """Thanks for posts."""
        for post in self.posts:
            for person in range(post["id"] % 4):
                reader = (post["id"] * 13 + person * 101) % self.sizes.people + 1
                yield {
                    "ref": f"post:{post['id']}", "person_id": reader, "mood": "thanks",
                    "at": post["created_at"],
                }  # fmt: skip

    def _memberships(self) -> list[Row]:
        rows: list[Row] = []
        for person in range(1, self.sizes.people + 1):
            wanted = min(20 if person == 1 else 6, len(self._places))
            own: set[int] = set()
            while len(own) < wanted:
                own.update(self._chance.choices(self._places, self._weights, k=wanted - len(own)))
            if person == 1 or person % 10 == 0:
                own.add(self._desks[person % DESKS])
            rows.extend(
                {"person_id": person, "space_id": space, "joined_at": self.now - SPAN}
                for space in sorted(own)
            )
        return rows

    def _answers(self) -> Iterator[Row]:
        """Question 1 has twenty: the page that is measured."""
        for id in range(1, self.sizes.answers + 1):
            question = 1 if id <= 20 else 2 + int((self.sizes.questions - 1) * self._chance.random() ** 1.5)
            yield {
                "id": id, "question_id": min(question, self.sizes.questions), "author_id": self._anybody(),
                "created_at": self._at(id, self.sizes.answers), "vote_count": id % 5,
                "customer_text": self._write.sentence() if id % 3 == 0 else "", **self._write.text(),
            }  # fmt: skip

    def _questions(self) -> Iterator[Row]:
        first: dict[int, Row] = {}
        for answer in self.answers:
            first.setdefault(answer["question_id"], answer)
        for id in range(1, self.sizes.questions + 1):
            at = self._at(id, self.sizes.questions)
            accepted = first.get(id) if id % 5 else None
            yield {
                "id": id, "space_id": self._place(), "author_id": self._anybody(), "created_at": at,
                "title": self._write.title(), "active_at": at, "answer_count": self._answered[id],
                "state": QuestionState.SOLVED if accepted else QuestionState.OPEN,
                "accepted_id": accepted["id"] if accepted else None, "accepted_at": at if accepted else None,
                "accepted_by_id": accepted["author_id"] if accepted else None,
                "solution": accepted["text"][:200] if accepted else "",
                "vote_count": id % 4, **self._write.text(),
            }  # fmt: skip

    def _settle_answers(self) -> None:
        spaces = {row["id"]: row["space_id"] for row in self.questions}
        for row in self.answers:
            row["space_id"] = spaces[row["question_id"]]

    def _posts(self) -> Iterator[Row]:
        for id in range(1, self.sizes.posts + 1):
            yield {
                "id": id, "space_id": self._place(), "author_id": self._anybody(),
                "title": self._write.title(), "created_at": self._at(id, self.sizes.posts),
                **self._write.text(),
            }  # fmt: skip

    def _pages(self) -> Iterator[Row]:
        for id in range(1, self.sizes.pages + 1):
            author, at, title = self._anybody(), self._at(id, self.sizes.pages), self._write.title()
            revision = VERSIONS if id == MANY_VERSIONS else 1
            yield {
                "id": id, "space_id": self._places[id % len(self._places)], "slug": f"page-{id}",
                "path": f"page-{id}", "title": title, "title_key": title.lower(), "author_id": author,
                "editor_id": author, "owner_id": author, "edited_at": at,
                "created_at": at - timedelta(days=revision - 1),
                "state": "validated", "verified_at": at, "verified_by_id": author, "verifier_id": author,
                "revision": revision, "verified_revision": revision, **self._write.text(8),
            }  # fmt: skip

    def _comments(self) -> Iterator[Row]:
        """Half under answers, half under posts; the question that is measured has a few."""
        for id in range(1, self.sizes.comments + 1):
            under = self.answers if id % 2 or id < 20 else self.posts
            thing = under[id % 20 if id < 20 else self._chance.randrange(len(under))]
            thing["comment_count"] = thing.get("comment_count", 0) + 1
            yield {
                "id": id, "about": f"{'answer' if under is self.answers else 'post'}:{thing['id']}",
                "space_id": thing["space_id"], "author_id": self._anybody(),
                "created_at": self._at(id, self.sizes.comments), **self._write.text(),
            }  # fmt: skip

    def _messages(self) -> Iterator[Row]:
        """Case 1 has ten, in turns."""
        for id in range(1, self.sizes.messages + 1):
            case = 1 if id <= 10 else 2 + id % (self.sizes.cases - 1)
            ours = id % 3 == 2
            text = self._write.text()
            yield {
                "id": id, "case_id": case, "space_id": self._desk(case), "channel_id": 1 + case % DESKS,
                "author_id": self._agent(case) if ours else None, "body": text["body"], "html": text["html"],
                "state": MessageState.SENT if ours else MessageState.RECEIVED,
                "at": self._at(case, self.sizes.cases) + timedelta(minutes=id % 60),
            }  # fmt: skip

    def _cases(self) -> Iterator[Row]:
        counts = Counter(row["case_id"] for row in self.messages)
        for id in range(1, self.sizes.cases + 1):
            at = self._at(id, self.sizes.cases)
            state = CaseState.OPEN if id == 1 else STATES[id % len(STATES)]
            waits = state in (CaseState.OPEN, CaseState.NEW)
            yield {
                "id": id, "space_id": self._desk(id), "customer_id": id, "channel_id": 1 + id % DESKS,
                "subject": self._write.title(), "excerpt": self._write.sentence(), "state": state,
                "assignee_id": self._agent(id) if state != CaseState.NEW else None,
                "created_at": at, "wrote_at": at, "active_at": at, "waiting_since": at if waits else None,
                "due_at": at + timedelta(hours=4) if waits else None, "message_count": counts[id],
                "asked_at": at if id % 3 == 1 else None, "closed_at": None if waits else at,
                "first_replied_at": None if waits else at + timedelta(hours=1),
                "replied_at": None if waits else at + timedelta(hours=1),
            }  # fmt: skip

    def _question_entry(self, row: Row) -> Row:
        accepted = row["accepted_id"] is not None
        by = row["accepted_by_id"]
        return {
            "ref": f"question:{row['id']}", "face": "answered" if accepted else "question",
            "space_id": row["space_id"], "author_id": row["author_id"], "at": row["created_at"],
            "title": row["title"], "url": f"/q/{row['id']}-{slug_of(row['title'], 50)}".rstrip("-"),
            "html": "" if accepted else row["html"], "quote": row["solution"],
            "people": [{"id": by, "name": self._name(by), "handle": f"person-{by}"}] if accepted else [],
            "answer_count": row["answer_count"], "vote_count": row["vote_count"],
            "is_open": not row["answer_count"],
        }  # fmt: skip

    def _post_entry(self, row: Row) -> Row:
        return {
            "ref": f"post:{row['id']}", "face": "discussion", "space_id": row["space_id"],
            "author_id": row["author_id"], "at": row["created_at"], "title": row["title"],
            "url": f"/p/{row['id']}", "html": row["html"], "quote": "", "people": [], "answer_count": 0,
            "vote_count": 0, "is_open": False, "comment_count": row.get("comment_count", 0),
        }  # fmt: skip

    def _page_entry(self, row: Row) -> Row:
        return {
            "ref": f"page:{row['id']}", "face": "wiki", "space_id": row["space_id"],
            "author_id": row["author_id"], "at": row["edited_at"], "title": row["title"],
            "url": f"/wiki/place-{row['space_id']}/{row['path']}", "html": row["html"][:400] + "</p>",
            "is_cut": True, "quote": "", "people": [], "answer_count": 0, "vote_count": 0, "is_open": False,
        }  # fmt: skip

    def _at(self, id: int, count: int) -> datetime:
        """Evenly spread over the span, the highest number last."""
        return self.now - SPAN * (1 - id / (count + 1))

    def _place(self) -> int:
        return self._chance.choices(self._places, self._weights)[0]

    def _anybody(self) -> int:
        return self._chance.randint(1, self.sizes.people)

    def _desk(self, case: int) -> int:
        return self._desks[1] if case == 1 else self._desks[case % DESKS]

    def _agent(self, case: int) -> int:
        return 1 if case == 1 or case % 97 == 0 else 10 * (1 + case % (self.sizes.people // 10))

    def _name(self, id: int) -> str:
        first = ("Amara", "Jonas", "Priya", "Tomas", "Ines", "Noor", "Luca", "Marta", "Yusuf", "Elif")
        return f"{first[id % len(first)]} {chr(65 + id % 26)}{'aeiou'[id % 5]}rensen"
