"""The Stack Exchange importer: on a real small dump, repeated, interrupted, and on damaged files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.permissions import NOBODY, can
from hub.importing import keeping
from hub.importing.models import ImportMark
from hub.importing.report import Report
from hub.importing.stackexchange.run import import_dump, look_through
from hub.links.models import Link, LinkKind
from hub.people.models import Person
from hub.qa.models import Answer, Question, QuestionState
from hub.qa.rules import VOTE
from hub.spaces.topics import topics_of
from hub.threads.models import Comment
from hub.threads.revisions import versions_of
from tests import cast

pytestmark = pytest.mark.usefixtures("ctx")

SITE = "history.meta.stackexchange.com"
HEAD = '\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n'
USERS = ['<row Id="7" CreationDate="2020-01-01T00:00:00.000" DisplayName="Rosa" />']
DATE = 'CreationDate="2020-02-02T10:00:00.000"'
ASKED = f'<row Id="1" PostTypeId="1" {DATE} Score="2" Title="Why?" Body="&lt;p&gt;Because&lt;/p&gt;" OwnerUserId="7" Tags="|a-b|c|" />'  # noqa: E501
ANSWERED = f'<row Id="2" PostTypeId="2" ParentId="1" {DATE} Body="&lt;p&gt;So&lt;/p&gt;" OwnerUserId="7" />'


@pytest.fixture
def dump(samples: Path) -> Path:
    return samples / "stackexchange" / "history-meta-mini"


def bring(folder: Path, **more: Any) -> Any:
    return import_dump(folder, cast.space("open"), site=SITE, **more)


def written(tmp_path: Path, posts: list[str], users: list[str] | None = None, **more: list[str]) -> Path:
    files = {"Posts": posts, "Users": USERS if users is None else users, **more}
    for name, rows in files.items():
        lines = "\r\n".join(f"  {row}" for row in rows)
        text = f"{HEAD}<{name.lower()}>\r\n{lines}\r\n</{name.lower()}>"
        (tmp_path / f"{name}.xml").write_bytes(text.encode("utf-8", "surrogateescape"))
    return tmp_path


def post(number: int) -> Any:
    ref = keeping.ref_of(f"stackexchange:{SITE}:post:{number}")
    assert ref is not None
    kind, _, id = ref.partition(":")
    return session().get_one({"question": Question, "answer": Answer}[kind], int(id))


def topics(thing: Any) -> list[str]:
    return [topic.slug for topic in topics_of([thing.ref])[thing.ref]]


def rows_of(model: type[Any]) -> int:
    return session().scalar(select(func.count()).select_from(model)) or 0


def test_it_works(dump: Path, drain: Any, ada: Any) -> None:
    report = bring(dump)
    made = {what: count.made for what, count in report.counts.items()}
    assert (made["questions"], made["answers"], made["accepted answers"]) == (40, 95, 17)
    assert report.counts["comments"].read == 213
    assert report.counts["tag texts"].left_out == 6
    question = post(1)
    assert question.title == "Should we include sources in answers?"
    assert question.author.name == "Sorcerer Blob"
    assert question.created_at == datetime(2011, 10, 11, 19, 42, 20, 713000, UTC)
    assert question.vote_count == 18
    assert question.answer_count == rows_for(Answer.question_id == question.id)
    assert sorted(topic.slug for topic in topics_of([question.ref])[question.ref]) == [
        "answers",
        "discussion",
    ]
    # One import is dear: what else came with it is looked at in the same one.
    markdown_is_preferred_and_earlier_versions_stay()
    html_becomes_markdown_with_its_origin()
    accepted_answers_solve_their_questions()
    links_keep_their_kind_and_date(report)
    authors_are_closed_accounts()
    an_author_without_an_account_keeps_the_name_that_is_left()
    drain()
    found = ada.get("/search?q=legitimacy+academic")
    assert "Should we include sources in answers?" in found.text


def rows_for(condition: Any) -> int:
    return session().scalar(select(func.count()).where(condition)) or 0


def markdown_is_preferred_and_earlier_versions_stay() -> None:
    question = post(1)
    assert question.body.startswith("Second text in Markdown, with **bold** and `code`.")
    assert "<strong>bold</strong>" in question.html
    assert question.edited_at == datetime(2011, 10, 12, 8, tzinfo=UTC)
    bodies = [version.body for version in versions_of(question)]
    assert [body.splitlines()[0] for body in bodies] == [
        "Second text in Markdown, with **bold** and `code`.",
        "First text in Markdown, with **bold**.",
    ]


def html_becomes_markdown_with_its_origin() -> None:
    answer = post(8)
    assert answer.body.startswith("If Wikipedia references to other locations")
    assert "<p>" not in answer.body
    origin = answer.body.splitlines()[-1]
    assert "post 8" in origin
    assert answer.author.name in origin


def accepted_answers_solve_their_questions() -> None:
    solved = session().scalars(select(Question).where(Question.accepted_id.is_not(None))).all()
    assert len(solved) == 17
    for question in solved:
        accepted = session().get_one(Answer, question.accepted_id)
        assert question.state == QuestionState.SOLVED
        assert accepted.question_id == question.id
        assert question.solution
        assert "*From" not in question.solution


def links_keep_their_kind_and_date(report: Report) -> None:
    there = session().scalars(select(Link).order_by(Link.at)).all()
    assert [link.kind for link in there] == [LinkKind.LINKED, LinkKind.DUPLICATE]
    assert there[0].at == datetime(2011, 10, 15, 10, tzinfo=UTC)
    assert "PostLinks.xml:5: RelatedPostId 999999 is not in these files" in map(str, report.problems)


def authors_are_closed_accounts() -> None:
    authors = session().scalars(select(Person).where(Person.source.startswith("stackexchange:"))).all()
    assert authors
    for person in authors:
        assert not person.is_active
        assert person.password_hash is None
        assert not can(person, VOTE, post(1))
    assert not can(NOBODY, VOTE, post(1))


def an_author_without_an_account_keeps_the_name_that_is_left() -> None:
    names = set(session().scalars(select(Person.name).join(Comment, Comment.author_id == Person.id)))
    assert "user39" in names


def test_a_dry_run_writes_nothing_and_repeating_adds_nothing(dump: Path) -> None:
    kinds = (Question, Answer, Comment, Person, Link)
    before = [rows_of(model) for model in kinds]
    looked = look_through(dump, site=SITE)
    assert [rows_of(model) for model in kinds] == before
    done = bring(dump)
    for what in ("questions", "answers", "comments", "links", "versions"):
        assert looked.counts[what].made == done.counts[what].made, what
    with transaction():
        post(2).body = "Edited by us"
    before = [rows_of(model) for model in kinds]
    again = bring(dump)
    assert [rows_of(model) for model in kinds] == before
    assert {count.made for count in again.counts.values()} == {0}
    assert post(1).comment_count == rows_for(Comment.about == post(1).ref)
    assert post(2).body == "Edited by us"
    looked = look_through(dump, site=SITE)
    assert (looked.counts["questions"].there, looked.counts["questions"].made) == (40, 0)


def test_an_interrupted_run_goes_on_behind_the_last_whole_batch(
    dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "BATCH", 10)
    left = iter(range(16))  # 9 batches of people, 4 of questions, 3 of the 10 of answers
    store = keeping.Stage._store

    def stumble(self: Any, *given: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        store(self, *given)

    with monkeypatch.context() as broken:
        broken.setattr(keeping.Stage, "_store", stumble)
        with pytest.raises(KeyboardInterrupt):
            bring(dump)
    assert (rows_of(Question), rows_of(Answer)) == (40, 30)
    report = bring(dump)
    assert "questions" not in report.counts  # done before the interruption: not taken again
    assert report.counts["answers"].made == 65
    assert (rows_of(Question), rows_of(Answer), rows_of(ImportMark)) == (40, 95, 0)


DAMAGE = {
    "cut off in the middle": (f'<row Id="9" PostTypeId="1" {DATE} Title="Half', "cut off"),
    "a quote is missing": (f'<row Id="9" PostTypeId="1" {DATE} Title="Half Body="x" />', "not well-formed"),
    "an unknown entity": (f'<row Id="9" PostTypeId="1" {DATE} Title="&secret;" />', "not well-formed"),
    "no number": (f'<row PostTypeId="1" {DATE} Title="T" />', "Id is missing"),
    "a wrong number": (f'<row Id="nine" PostTypeId="1" {DATE} Title="T" />', "'nine'"),
    "a wrong date": ('<row Id="9" PostTypeId="1" CreationDate="soon" OwnerUserId="7" />', "'soon'"),
    "no kind": (f'<row Id="9" {DATE} Title="T" />', "PostTypeId is missing"),
    "an answer to nothing": (f'<row Id="9" PostTypeId="2" ParentId="77" {DATE} Body="x" />', "question 77"),
    "bytes of another encoding": (f'<row Id="9" PostTypeId="1" {DATE} Title="\udce9" />', "encoding"),
    "twice the same attribute": (f'<row Id="9" Id="9" PostTypeId="1" {DATE} />', "not well-formed"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_row_is_told_with_its_line_and_the_rest_goes_on(tmp_path: Path, name: str) -> None:
    row, reason = DAMAGE[name]
    report = bring(written(tmp_path, [ASKED, row, ANSWERED]))
    assert [(problem.file, problem.line) for problem in report.problems] == [("Posts.xml", 4)]
    assert reason in report.problems[0].reason
    assert post(1).title == "Why?"
    assert post(2).question_id == post(1).id
    looked = look_through(tmp_path, site=SITE)
    assert looked.problem_count == (0 if "question 77" in reason else 1)


def test_declared_entities_are_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not tell")
    folder = written(tmp_path, [ASKED.replace("Why?", "&xxe;"), ANSWERED])
    path = folder / "Posts.xml"
    declared = f'<!DOCTYPE posts [<!ENTITY xxe SYSTEM "{secret.as_uri()}">]>\r\n<posts>'
    path.write_bytes(path.read_bytes().replace(b"<posts>", declared.encode()))
    report = bring(folder)
    reasons = [problem.reason for problem in report.problems]
    assert any("declares entities" in reason for reason in reasons)
    assert rows_for(Question.title.contains("do not tell")) == 0
    assert rows_for(Question.source.startswith("stackexchange:")) == 0


def test_both_forms_of_tags_are_read(tmp_path: Path) -> None:
    angled = ASKED.replace('<row Id="1"', '<row Id="3"').replace("|a-b|c|", "&lt;a-b&gt;&lt;c&gt;")
    bring(written(tmp_path, [ASKED, angled]))
    for number in (1, 3):
        assert topics(post(number)) == ["a-b", "c"]


def test_nobody_of_ours_is_called_by_an_imported_name(tmp_path: Path) -> None:
    bring(written(tmp_path, [ASKED.replace("Because", "@ada said so")]))
    assert "@ada said so" in post(1).text
    assert "/people/ada" not in post(1).html


def test_markup_of_the_dump_does_no_harm(tmp_path: Path) -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"
    bring(written(tmp_path, [ASKED.replace("&lt;p&gt;Because&lt;/p&gt;", evil)]))
    assert "<script" not in post(1).html
    assert "onerror" not in post(1).html.replace("&lt;", "")


def test_signs_that_turn_a_text_round_are_left_behind(tmp_path: Path) -> None:
    turned = ASKED.replace("Because", "&#x202E;Because &amp;#x2066;they \u202atell")
    bring(written(tmp_path, [turned]))
    assert "Because they tell" in post(1).body


def test_a_folder_without_posts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"Posts\.xml"):
        look_through(tmp_path)
