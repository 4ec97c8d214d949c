"""Questions and answers of a dump, the mark of acceptance, and the texts they had before."""

from collections.abc import Iterable
from datetime import datetime

from hub.core.db import session
from hub.core.limits import LIMITS
from hub.importing.keeping import ref_of, remember
from hub.importing.models import Imported
from hub.importing.report import Problem, Report
from hub.importing.stackexchange.dump import Dump
from hub.importing.stackexchange.people import People
from hub.importing.stackexchange.rows import BadRow, Row
from hub.importing.stackexchange.texts import (
    Origin,
    Text,
    excerpt_of,
    markdown_of,
    post_text,
    without_origin,
)
from hub.people.models import Person
from hub.qa.models import Answer, Question, QuestionState
from hub.spaces.topics import file_under
from hub.threads.models import Revision

NO_TITLE = "A question without a title"


class Posts:
    """Stores posts of a dump in one space."""

    def __init__(self, dump: Dump, report: Report, people: People, space_id: int) -> None:
        self._dump, self._report, self._people = dump, report, people
        self._space_id = space_id

    def thing_of(self, post: int) -> Question | Answer | None:
        """What became of a post."""
        ref = ref_of(self._dump.key("post", post))
        if ref is None:
            return None
        kind, _, id = ref.partition(":")
        return session().get(Question, int(id)) if kind == "question" else session().get(Answer, int(id))

    def take_question(self, row: Row) -> Iterable[str]:
        """A question, unless it is here."""
        count = self._report.count("questions")
        count.read += 1
        key = self._dump.key("post", row.number("Id"))
        if ref_of(key) is not None:
            count.there += 1
            return ()
        author = self._people.author(row, "OwnerUser")
        text, at = self._text(row, author), row.moment("CreationDate")
        question = Question(
            space_id=self._space_id, author_id=author.id, title=row.text("Title")[: LIMITS.title] or NO_TITLE,
            body=text.source, html=text.html, text=text.plain, created_at=at, source=key,
            active_at=row.moment("LastActivityDate") if row.text("LastActivityDate") else at,
            vote_count=row.optional("Score") or 0,
        )  # fmt: skip
        session().add(question)
        session().flush()
        file_under(question.ref, row.tags(), self._space_id)
        remember(key, question.ref)
        count.made += 1
        return (question.ref,)

    def take_answer(self, row: Row) -> Iterable[str]:
        """An answer to a question that is here."""
        count = self._report.count("answers")
        count.read += 1
        key = self._dump.key("post", row.number("Id"))
        if ref_of(key) is not None:
            count.there += 1
            return ()
        question = self.thing_of(row.number("ParentId"))
        if not isinstance(question, Question):
            raise BadRow(f"its question {row.number('ParentId')} is not in these files")
        author = self._people.author(row, "OwnerUser")
        text = self._text(row, author)
        answer = Answer(
            question_id=question.id, space_id=question.space_id, author_id=author.id, body=text.source,
            html=text.html, text=text.plain, created_at=row.moment("CreationDate"), source=key,
            vote_count=row.optional("Score") or 0,
        )  # fmt: skip
        session().add(answer)
        question.answer_count += 1
        session().flush()
        remember(key, answer.ref)
        count.made += 1
        return question.ref, answer.ref

    def take_acceptance(self, row: Row) -> Iterable[str]:
        """The mark on the answer that solved a question; when it was set is in the votes."""
        accepted = row.optional("AcceptedAnswerId")
        question = self.thing_of(row.number("Id"))
        if accepted is None or not isinstance(question, Question):
            return ()
        count = self._report.count("accepted answers")
        count.read += 1
        if question.accepted_id is not None:
            count.there += 1
            return ()
        answer = self.thing_of(accepted)
        if not isinstance(answer, Answer) or answer.question_id != question.id:
            raise BadRow(f"the accepted answer {accepted} is not an answer to this question")
        question.accepted_id, question.accepted_by_id = answer.id, question.author_id
        question.accepted_at = max(answer.created_at, question.created_at)
        question.state = QuestionState.SOLVED
        question.solution = excerpt_of(without_origin(answer.body))
        count.made += 1
        return question.ref, answer.ref

    def take_version(self, row: Row) -> Iterable[str]:
        """A text in Markdown as somebody wrote it: better than the HTML; the one before it is kept."""
        count = self._report.count("versions")
        count.read += 1
        key = self._dump.key("version", row.number("Id"))
        thing = self.thing_of(row.number("PostId"))
        if thing is None:
            raise BadRow(f"its post {row.number('PostId')} is not in these files")
        if ref_of(key) is not None:
            count.there += 1
            return ()
        at = row.moment("CreationDate")
        marks = self._dump.key("versions", row.number("PostId"))
        marker = session().get(Imported, marks)
        remember(key, thing.ref)
        if thing.edited_at not in (None, marker.at if marker else None):
            count.left_out += 1  # somebody has edited it here since: their text stays
            return ()
        if marker is None:
            session().add(Imported(key=marks, ref=thing.ref, at=at))
        else:
            self._keep(thing, row)
            marker.at = thing.edited_at = at
            thing.revision += 1
        origin = self._origin(row.number("PostId"), thing.author, row.text("ContentLicense"))
        text = post_text(row.values.get("Text", "").replace("\r\n", "\n").strip(), origin)
        thing.body, thing.html, thing.text = text.source, text.html, text.plain
        if isinstance(thing, Answer) and thing.question.accepted_id == thing.id:
            thing.question.solution = excerpt_of(without_origin(thing.body))
        count.made += 1
        return (thing.ref,)

    def take_accepted_at(self, post: int, at: datetime) -> Iterable[str]:
        """When an answer was accepted, as the votes say."""
        answer = self.thing_of(post)
        if isinstance(answer, Answer) and answer.question.accepted_id == answer.id:
            answer.question.accepted_at = max(at, answer.created_at)
        return ()

    def _keep(self, thing: Question | Answer, row: Row) -> None:
        writer = self._people.author(row, "User")
        session().add(
            Revision(
                about=thing.ref, number=thing.revision, title=getattr(thing, "title", ""), body=thing.body,
                replaced_by_id=writer.id, note=row.text("Comment")[: LIMITS.note], space_id=thing.space_id,
                at=thing.edited_at or thing.created_at,
            )
        )  # fmt: skip

    def _text(self, row: Row, author: Person) -> Text:
        origin = self._origin(row.number("Id"), author, row.text("ContentLicense"))
        text = post_text(markdown_of(row.values.get("Body", "")), origin)
        if text.is_cut:
            reason = f"the text is longer than {LIMITS.body} characters; its end was left out"
            self._report.problem(Problem(row.file, row.line, reason))
        return text

    def _origin(self, post: int, author: Person, licence: str) -> Origin:
        return Origin(self._dump.site, post, author.name, licence[:40])
