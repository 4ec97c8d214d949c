"""One question with everything around it as its page shows it, in few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Select, String, bindparam, func, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.permissions import Actor, can, condition, load, verdict
from hub.core.words import gettext, ngettext
from hub.flags.models import Flag
from hub.flags.queries import open_flags
from hub.links.models import LinkKind
from hub.links.queries import Linked, cards_for, ends_around, linked
from hub.people.knowing import who_say_they_know
from hub.people.models import Person, Role, with_face
from hub.people.rhythm import away_of
from hub.qa.cards import AnswerCard, answer_card
from hub.qa.closings import Aside, asides
from hub.qa.edit_models import EditState, SuggestedEdit
from hub.qa.models import Answer, Question, Vote
from hub.qa.queries import answers_of
from hub.qa.rules import (
    ACCEPT,
    CLOSE,
    EDIT_ANSWER,
    EDIT_QUESTION,
    POST_ANSWER,
    SUGGEST_EDIT,
    VET,
    VOTE,
    WRITE_WORDING,
)
from hub.reuse.check_models import Check
from hub.reuse.checks import Checked, checked
from hub.reuse.proof_models import Proof, Standing
from hub.reuse.recall_models import Recall
from hub.spaces.belonging import know_belongings
from hub.spaces.experts import experts_named
from hub.spaces.models import Filed, Topic
from hub.spaces.queries import may_enter
from hub.spaces.topics import filed_kind, id_of_filed, topics_of
from hub.threads.cards import Shown, as_readable, refs_in
from hub.threads.marks import Mark, Marks, marks_on, part
from hub.threads.previews.asking import previews_in
from hub.threads.queries import Thread, arranged, comments_under, is_unread, refs_on_page

WAITING = (LinkKind.ASKED, LinkKind.JOINED)
KNOWING = 3
THINGS: Any = bindparam("things", expanding=True, type_=String)  # the refs of the question and its answers
QUESTION = bindparam("question", type_=String)  # its ref


@dataclass(frozen=True)
class AnswerView:
    """An answer with what this reader may do to it, which is looked up for what the page really shows."""

    actor: Person
    answer: Answer
    thread: Thread
    accepted: bool
    is_new: bool
    my_vote: int
    edit: Mark | None = None  # the suggested edit that waits: its number, who suggests it
    improved_by: tuple[str, ...] = ()  # whose edits were taken over
    aside: Aside | None = None  # why it is obsolete
    checked: Checked | None = None  # it did not help a customer, and nobody has looked at it since
    proven_in: int = 0  # cases, when results say that it helps
    flags: Sequence[Flag] = ()  # what colleagues found to be off

    @property
    def may_vote(self) -> bool:
        """Also against it."""
        return can(self.actor, VOTE, self.answer)

    @property
    def may_edit(self) -> bool:
        """Without asking; everybody may suggest an edit."""
        return can(self.actor, EDIT_ANSWER, self.answer)

    @property
    def may_word(self) -> bool:
        """What we may say to customers."""
        return can(self.actor, WRITE_WORDING, self.answer)

    @property
    def may_vet(self) -> bool:
        """That wording, so that it may be sent."""
        return can(self.actor, VET, self.answer)

    @property
    def may_use(self) -> bool:
        """The wording, in a reply: whoever works on cases, as long as it holds."""
        return self.actor.has(Role.AGENT, Role.SUPERVISOR) and self.answer.obsolete_at is None

    @property
    def may_close(self) -> bool:
        """Whether it is they who say that it is obsolete, and that it is not."""
        return can(self.actor, CLOSE, self.answer)

    @property
    def wording(self) -> str:
        """The state of the customer wording: "" | vetted | draft | changed."""
        answer = self.answer
        if not answer.customer_text:
            return ""
        if answer.is_vetted:
            return "vetted"
        return "changed" if answer.vetted_at else "draft"


@dataclass(frozen=True)
class QuestionView:
    """Everything on the page of a question, for one reader."""

    question: Question
    thread: Thread
    answers: list[AnswerView]
    topics: list[Mark]
    recalls: list[Mark]  # of what customers were given from here: number, and what was the matter
    cards: dict[str, Shown]
    links: list[Linked]
    level: str
    my_vote: int
    may_vote: bool
    may_edit: bool
    may_accept: bool
    may_answer: bool
    may_close: bool
    may_suggest: bool
    edit: Mark | None  # as of an answer
    improved_by: tuple[str, ...]
    aside: Aside | None  # why the question is closed or obsolete
    why_not: str
    to_remember: bool  # something here is not yet marked as read
    last_comment: int

    def card_of(self, each: AnswerView) -> AnswerCard:
        """What of an answer is kept as drawn."""
        return answer_card(self, each)

    @property
    def new_count(self) -> int:
        """Answers and comments by others since the reader was last here."""
        return self.thread.new_count + sum(each.is_new + each.thread.new_count for each in self.answers)

    @cached_property
    def first_new(self) -> str:
        """The anchor of the first of them, as they stand on the page."""
        if self.thread.first_new:
            return self.thread.first_new
        for each in self.answers:
            if each.is_new:
                return f"a{each.answer.id}"
            if each.thread.first_new:
                return each.thread.first_new
        return ""

    @property
    def cases(self) -> list[Linked]:
        """The customers behind it: those who wait for it, then those who were given an answer."""
        return [each for each in self.links if each.link.source.startswith("case:")]

    @property
    def waiting(self) -> list[Linked]:
        """Those who asked, as shown under the question itself."""
        return [each for each in self.cases if each.link.kind in WAITING]

    @property
    def close(self) -> list[Linked]:
        """Other things linked by hand, either way."""
        return [each for each in self.links if not each.link.source.startswith("case:")]

    @property
    def best(self) -> Answer | None:
        """The answer whose results are told: the accepted one, else the one sent most."""
        sent = sorted(self.answers, key=lambda each: (each.accepted, each.answer.sent_count))
        return sent[-1].answer if sent and sent[-1].answer.sent_count else None


def load_question(actor: Person, id: int) -> Question:
    """The question with the people it names, in one statement."""
    options = (with_face(Question.author), joinedload(Question.space), with_face(Question.accepted_by))
    return load(actor, Question, id, options=options)


def question_view(actor: Person, question: Question, *, newest_first: bool = False) -> QuestionView:
    """Answers, comments, votes, topics, links: whatever the reader may see of them."""
    answers = answers_of(actor, question, newest_first=newest_first)
    things: list[Question | Answer] = [question, *answers]
    comments = comments_under(actor, [thing.ref for thing in things])
    refs = refs_on_page(things, comments)
    marks = marks_on(actor, refs, *PARTS, things=[thing.ref for thing in things], question=question.ref)
    threads = arranged(actor, things, comments, marks)
    votes = {mark.ref: mark.number for mark in marks.of("vote")}
    refusal = verdict(actor, POST_ANSWER, question)
    ends = ends_around(question.ref, [answer.ref for answer in answers])
    texts = [*(thing.html for thing in things), *(comment.html for comment in comments)]
    named = refs_in(texts)
    cards = cards_for(actor, {*ends, *named.values()})
    shown: dict[str, Shown] = {**as_readable(named, cards), **previews_in(texts)}
    aside = asides(actor, question, answers)
    return QuestionView(
        question, threads[question.ref], _answers(actor, question, answers, threads, marks, votes, aside),
        topics=marks.of("topic"), recalls=marks.of("recall"), cards=shown, links=linked(ends, cards),
        level=marks.level(question.ref), my_vote=votes.get(question.ref, 0),
        may_vote=can(actor, VOTE, question), may_edit=can(actor, EDIT_QUESTION, question),
        may_accept=can(actor, ACCEPT, question), may_answer=bool(refusal),
        may_close=can(actor, CLOSE, question), aside=aside.get(question.ref),
        may_suggest=can(actor, SUGGEST_EDIT, question), **_edits_of(question.ref, marks),
        why_not=getattr(refusal, "reason", ""),
        to_remember=_unread(marks, question, [*answers, *comments]),
        last_comment=comments[-1].id if comments else 0,
    )  # fmt: skip


def people_who_know(actor: Actor, question: Question) -> list[tuple[Person, str]]:
    """Who could be asked and why: who was named for its topics, whose answers were accepted last, then who
    says they know about it."""
    topics = topics_of([question.ref]).get(question.ref, ())
    found = [
        (person, gettext("expert on #%(topic)s", topic=topic.name))
        for person, topic in experts_named(topics)
        if person.id not in (actor.id, question.author_id)
    ]
    here = {person.id for person, _reason in found}
    found += [
        (person, ngettext("%(count)s accepted answer", "%(count)s accepted answers", number, count=number))
        for person, number in _accepted_lately(actor, question, topics)
        if person.id not in here
    ]
    here = {person.id for person, _reason in found}
    words = [topic.name for topic in topics]
    found += [
        (person, gettext("knows about %(topic)s", topic=word))
        for person, word in who_say_they_know(actor, words, KNOWING)
        if person.id not in here and person.id != question.author_id
    ]
    there = [each for each in found if away_of(each[0]) is None]
    know_belongings([actor.id or 0, *(person.id for person, _reason in there)])
    return [each for each in there if may_enter(each[0], question.space)][:KNOWING]


def _accepted_lately(actor: Actor, question: Question, topics: Sequence[Topic]) -> list[tuple[Person, int]]:
    """By its topics, or by its community when it has none; of that which `actor` may read."""
    about = [topic.id for topic in topics]
    same = select(id_of_filed("question")).where(Filed.topic_id.in_(about), filed_kind("question"))
    count = func.count(Answer.id)
    statement = (
        select(Person, count)
        .join(Answer, Answer.author_id == Person.id)
        .join(Question, Question.accepted_id == Answer.id)
        .where(
            Question.id.in_(same) if topics else Question.space_id == question.space_id,
            Question.id != question.id,
            Person.deactivated_at.is_(None),
            Person.is_recognised,
            Person.id != actor.id,
        )
        .group_by(Person.id)
        .order_by(func.max(Question.accepted_at).desc(), Person.id)
        .limit(2 * KNOWING)  # some of them may be away
    )
    limit = condition(actor, Question)
    rows = session().execute(statement if limit is None else statement.where(limit))
    return [(person, number) for person, number in rows]


def _answers(
    actor: Person,
    question: Question,
    answers: Sequence[Answer],
    threads: dict[str, Thread],
    marks: Marks,
    votes: dict[str, int],
    aside: Mapping[str, Aside],
) -> list[AnswerView]:
    read_at = marks.read_at(question.ref)
    checks = checked(actor, answers) if marks.of("check") else {}  # rare: only then one more look
    flags = open_flags(mark.ref for mark in marks.of("flag"))
    proven = {mark.ref: mark.number for mark in marks.of("proven")}
    return [
        AnswerView(
            actor, answer, threads[answer.ref], answer.id == question.accepted_id,
            is_unread(actor, answer, read_at), votes.get(answer.ref, 0),
            **_edits_of(answer.ref, marks), aside=aside.get(answer.ref), checked=checks.get(answer.ref),
            proven_in=proven.get(answer.ref, 0), flags=flags.get(answer.ref, ()),
        )
        for answer in answers
    ]  # fmt: skip


def _votes(me: Actor) -> Select[Any]:
    own = select(*part("vote", Vote.ref, number=Vote.value))
    return own.where(Vote.person_id == me.id, Vote.ref.in_(THINGS))


def _checks(_me: Actor) -> Select[Any]:
    """Which of them are being looked at because they did not help a customer."""
    found = select(*part("check", Check.source))
    return found.where(Check.source.in_(THINGS), Check.closed_at.is_(None))


def _edits(_me: Actor) -> Select[Any]:
    """The edits that wait, and those that were taken over, with who suggested them."""
    columns = {"number": SuggestedEdit.author_id, "word": SuggestedEdit.state, "name": Person.name}
    return (
        select(*part("edit", SuggestedEdit.ref, **columns))
        .join(Person, Person.id == SuggestedEdit.author_id)
        .where(
            SuggestedEdit.ref.in_(THINGS),
            SuggestedEdit.state.in_((EditState.PENDING, EditState.APPROVED)),
        )
    )


def _proven(_me: Actor) -> Select[Any]:
    """Which of them are proven with customers."""
    found = select(*part("proven", Proof.ref, number=Proof.cases))
    return found.where(Proof.ref.in_(THINGS), Proof.standing == Standing.PROVEN)


def _flagged(_me: Actor) -> Select[Any]:
    """Which of them colleagues have flagged."""
    return select(*part("flag", Flag.about)).where(Flag.about.in_(THINGS), Flag.ended_at.is_(None))


def _topics(_me: Actor) -> Select[Any]:
    return (
        select(*part("topic", Filed.ref, word=Topic.slug, name=Topic.name))
        .join(Topic, Topic.id == Filed.topic_id)
        .where(Filed.ref == QUESTION)
    )


def _recalls(_me: Actor) -> Select[Any]:
    found = select(*part("recall", Recall.place, number=Recall.id, word=Recall.change))
    return found.where(Recall.place == QUESTION, Recall.closed_at.is_(None))


PARTS = (_votes, _topics, _checks, _edits, _recalls, _proven, _flagged)


def _edits_of(ref: str, marks: Marks) -> dict[str, Any]:
    own = [mark for mark in marks.of("edit") if mark.ref == ref]
    pending = next((mark for mark in own if mark.word == EditState.PENDING), None)
    taken = dict.fromkeys(mark.name for mark in own if mark.word == EditState.APPROVED)
    return {"edit": pending, "improved_by": tuple(taken)}


def _unread(marks: Marks, question: Question, said: Sequence[Any]) -> bool:
    read_at = marks.read_at(question.ref)
    return read_at is None or any(each.created_at > read_at for each in said)
