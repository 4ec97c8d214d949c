"""What stands around the posts of a dump: comments, links between questions, dates of acceptance."""

from collections.abc import Iterable

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import SYSTEM
from hub.importing.keeping import ref_of, remember
from hub.importing.report import Report
from hub.importing.stackexchange.dump import Dump
from hub.importing.stackexchange.people import People
from hub.importing.stackexchange.posts import Posts
from hub.importing.stackexchange.rows import BadRow, Row
from hub.importing.stackexchange.texts import comment_text
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.threads.models import Comment

LINK_KINDS = {1: LinkKind.LINKED, 3: LinkKind.DUPLICATE}
ACCEPTED = 1
COUNTED = (ACCEPTED, 2, 3)


class Around:
    """Stores what belongs to posts that are here."""

    def __init__(self, dump: Dump, report: Report, people: People, posts: Posts) -> None:
        self._dump, self._report, self._people, self._posts = dump, report, people, posts

    def take_comment(self, row: Row) -> Iterable[str]:
        """A comment under a question or an answer."""
        count = self._report.count("comments")
        count.read += 1
        key = self._dump.key("comment", row.number("Id"))
        if ref_of(key) is not None:
            count.there += 1
            return ()
        thing = self._posts.thing_of(row.number("PostId"))
        if thing is None:
            raise BadRow(f"its post {row.number('PostId')} is not in these files")
        text = comment_text(row.text("Text"))
        if not text.plain.strip():
            raise BadRow("the comment is empty")
        author = self._people.author(row, "User")
        comment = Comment(
            about=thing.ref, space_id=thing.space_id, author_id=author.id, body=text.source, html=text.html,
            text=text.plain, created_at=row.moment("CreationDate"),
        )  # fmt: skip
        session().add(comment)
        thing.comment_count += 1
        session().flush()
        remember(key, comment.ref)
        count.made += 1
        return comment.ref, thing.ref

    def take_link(self, row: Row) -> Iterable[str]:
        """That a question has to do with another, or asks the same."""
        count = self._report.count("links")
        count.read += 1
        kind = LINK_KINDS.get(row.number("LinkTypeId"))
        if kind is None:
            raise BadRow(f"LinkTypeId {row.number('LinkTypeId')} is not known")
        ends = []
        for name in ("PostId", "RelatedPostId"):
            thing = self._posts.thing_of(row.number(name))
            if thing is None:
                raise BadRow(f"{name} {row.number(name)} is not in these files")
            ends.append(thing)
        source, target = ends[0].ref, ends[1].ref
        key = self._dump.key("link", row.number("Id"))
        if ref_of(key) is not None:
            count.there += 1
            return ()
        with clock.at(row.moment("CreationDate")):
            link(SYSTEM, source, target, kind, reason=f"From {self._dump.site}")
        remember(key, source)
        count.made += 1
        return source, target

    def take_vote(self, row: Row) -> Iterable[str]:
        """Totals stand on the posts, voters in no dump: of votes the moment of acceptance is taken."""
        count = self._report.count("votes")
        count.read += 1
        kind = row.number("VoteTypeId")
        if kind not in COUNTED:
            count.left_out += 1
        elif kind == ACCEPTED:
            return self._posts.take_accepted_at(row.number("PostId"), row.moment("CreationDate"))
        return ()
