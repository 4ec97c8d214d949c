"""An import from beginning to end: looking first, then one stage after the other, each resumable."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hub.importing.keeping import Stage, forget_marks, ref_of
from hub.importing.report import Problem, Report
from hub.importing.stackexchange.around import COUNTED, LINK_KINDS, Around
from hub.importing.stackexchange.dump import ANSWER, NOT_OURS, QUESTION, Authors, Dump
from hub.importing.stackexchange.people import People
from hub.importing.stackexchange.posts import Posts
from hub.importing.stackexchange.rows import BadRow, Row
from hub.spaces.models import Space

TEXT_VERSIONS = (2, 5, 8)  # first text, edited text, text brought back

Take = Callable[[Row], Iterable[str]]
Choose = Callable[[Row], bool]


@dataclass(frozen=True)
class Part:
    """One pass over one file: which rows, and what is done with each.

    Posts.xml is read several times; what is wrong with the form of its rows is told once.
    """

    name: str
    file: str
    choose: Choose
    take: Take
    tells: bool = True


def import_dump(
    folder: Path,
    space: Space,
    *,
    site: str = "",
    progress: Callable[[str], None] = lambda _text: None,
) -> Report:
    """Bring a dump into a space. Repeating it adds only what is not here yet; so does going on after

    a run that was interrupted. Rows that cannot be taken are in the report.
    """
    dump = Dump(folder, site or folder.resolve().name)
    report = Report(dump.source)
    needed = _authors(dump)
    people = People(dump, report)
    posts = Posts(dump, report, people, space.id)
    around = Around(dump, report, people, posts)
    parts = (
        Part("people", "Users.xml", _any, partial(people.take_user, needed=needed)),
        Part("questions", "Posts.xml", _of_type(QUESTION), posts.take_question),
        Part("answers", "Posts.xml", _of_type(ANSWER), posts.take_answer, tells=False),
        Part("other posts", "Posts.xml", _is_other, partial(_leave_out, report), tells=False),
        Part("accepted", "Posts.xml", _of_type(QUESTION), posts.take_acceptance, tells=False),
        Part("versions", "PostHistory.xml", _is_text, posts.take_version),
        Part("comments", "Comments.xml", _any, around.take_comment),
        Part("links", "PostLinks.xml", _any, around.take_link),
        Part("votes", "Votes.xml", _any, around.take_vote),
    )
    for part in parts:
        progress(part.name)
        _play(dump, report, space, part)
    forget_marks(dump.source)
    return report


def look_through(folder: Path, *, site: str = "") -> Report:
    """What an import would do, without writing anything."""
    dump = Dump(folder, site or folder.resolve().name)
    report = Report(dump.source, is_dry_run=True)
    posts: dict[int, int] = {}
    needed = _authors(dump)
    tally = partial(_tally, report, dump)
    for row in _checked(dump, report, "Users.xml", _user_reads):
        tally("people", "user", row, left_out=row.number("Id") not in needed.numbers)
    for row in _checked(dump, report, "Posts.xml", _post_reads):
        kind = posts[row.number("Id")] = row.number("PostTypeId")
        what = {QUESTION: "questions", ANSWER: "answers"}.get(kind) or NOT_OURS.get(kind, "other posts")
        tally(what, "post", row, left_out=kind not in (QUESTION, ANSWER))
    for row in _checked(dump, report, "PostHistory.xml", _is_text):
        if _is_text(row):
            tally("versions", "version", row)
    for row in _checked(dump, report, "Comments.xml", partial(_belongs, posts, name="PostId")):
        tally("comments", "comment", row)
    for row in _checked(dump, report, "PostLinks.xml", partial(_link_reads, posts)):
        tally("links", "link", row)
    for row in _checked(dump, report, "Votes.xml", lambda row: row.number("VoteTypeId")):
        report.count("votes").read += 1
        report.count("votes").left_out += row.number("VoteTypeId") not in COUNTED
    return report


def _play(dump: Dump, report: Report, space: Space, part: Part) -> None:
    stage: Stage[Row] = Stage(dump.source, part.name, dump.size(part.file))
    tell = report.problem if part.tells else _quiet

    def guarded(row: Row) -> Iterable[str]:
        try:
            return part.take(row)
        except BadRow as bad:
            report.problem(Problem(row.file, row.line, str(bad)))
            return ()

    rows = dump.rows(part.file, tell, after_line=stage.line_done())
    stage.play(_chosen(rows, part.choose, tell), guarded, space)


def _chosen(rows: Iterable[Row], choose: Choose, tell: Callable[[Problem], None]) -> Iterable[Row]:
    for row in rows:
        try:
            if choose(row):
                yield row
        except BadRow as bad:
            tell(Problem(row.file, row.line, str(bad)))


def _authors(dump: Dump) -> Authors:
    """Everybody who wrote a post, a comment or a version of a text."""
    needed = Authors()
    for name, field in (("Posts.xml", "OwnerUser"), ("Comments.xml", "User"), ("PostHistory.xml", "User")):
        for row in dump.rows(name, _quiet):
            try:
                needed.add(row, field)
            except BadRow:
                continue  # told when the row itself is taken
    return needed


def _leave_out(report: Report, row: Row) -> Iterable[str]:
    count = report.count(NOT_OURS.get(row.number("PostTypeId"), "other posts"))
    count.read += 1
    count.left_out += 1
    return ()


def _checked(dump: Dump, report: Report, name: str, reads: Callable[[Row], object]) -> Iterable[Row]:
    """The rows of a file that an import could take; the others are reported."""
    for row in dump.rows(name, report.problem):
        try:
            reads(row)
        except BadRow as bad:
            report.problem(Problem(row.file, row.line, str(bad)))
            continue
        yield row


def _tally(report: Report, dump: Dump, what: str, kind: str, row: Row, *, left_out: bool = False) -> None:
    count = report.count(what)
    count.read += 1
    if left_out:
        count.left_out += 1
    elif ref_of(dump.key(kind, row.number("Id"))) is not None:
        count.there += 1
    else:
        count.made += 1


def _user_reads(row: Row) -> None:
    row.number("Id")
    row.moment("CreationDate")


def _post_reads(row: Row) -> None:
    row.number("Id")
    row.moment("CreationDate")
    row.optional("OwnerUserId")
    if row.number("PostTypeId") == ANSWER:
        row.number("ParentId")


def _belongs(posts: dict[int, int], row: Row, name: str) -> None:
    row.number("Id")
    if posts.get(row.number(name)) not in (QUESTION, ANSWER):
        raise BadRow(f"{name} {row.number(name)} is not in these files")


def _link_reads(posts: dict[int, int], row: Row) -> None:
    _belongs(posts, row, "PostId")
    _belongs(posts, row, "RelatedPostId")
    if row.number("LinkTypeId") not in LINK_KINDS:
        raise BadRow(f"LinkTypeId {row.number('LinkTypeId')} is not known")


def _of_type(wanted: int) -> Choose:
    return lambda row: row.number("PostTypeId") == wanted


def _is_other(row: Row) -> bool:
    return row.number("PostTypeId") not in (QUESTION, ANSWER)


def _is_text(row: Row) -> bool:
    return row.number("PostHistoryTypeId") in TEXT_VERSIONS


def _any(_row: Row) -> bool:
    return True


def _quiet(_problem: Problem) -> None:
    """For a second reading of the same file."""
