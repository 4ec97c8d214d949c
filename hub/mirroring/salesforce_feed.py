"""What stands in a case's Chatter feed, the files of a case, and who of those present could read them.

Chatter is where colleagues talk. A thread of it is public only when it is shown to all *and* a customer takes
part in it: where an organisation has no portal, everything is called visible to all. So with files: those
that a customer added are theirs; those of a mail go with the mail; whatever else there is, is internal.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from hub.channels.email.quotes import cut
from hub.core.words import gettext as _
from hub.mirroring.helpdesk import Attached, Said, moment
from hub.mirroring.salesforce_said import NUMBER, PORTAL, number_of, user_of

ITEM_FIELDS = (
    "Id, Type, Body, Title, LinkUrl, IsRichText, Visibility, IsDeleted, CreatedDate, CreatedById, "
    "CreatedBy.Name, CreatedBy.Email, CreatedBy.UserType"
)
ANSWER_FIELDS = (
    "Id, FeedItemId, CommentBody, IsRichText, IsDeleted, CreatedDate, CreatedById, CreatedBy.Name, "
    "CreatedBy.Email, CreatedBy.UserType"
)
FILE_FIELDS = (
    "Id, LinkedEntityId, ContentDocumentId, Visibility, IsDeleted, ContentDocument.Title, "
    "ContentDocument.FileExtension, ContentDocument.ContentSize, ContentDocument.LatestPublishedVersionId, "
    "ContentDocument.CreatedDate, ContentDocument.CreatedById, ContentDocument.CreatedBy.Name, "
    "ContentDocument.CreatedBy.Email, ContentDocument.CreatedBy.UserType"
)
WRITTEN = (
    "TextPost",
    "ContentPost",
    "LinkPost",
    "QuestionPost",
    "CallLogPost",
)  # by people, not by the system
ALL = "AllUsers"
Row = Mapping[str, Any]


def feed_said(items: Sequence[Row], answers: Sequence[Row]) -> list[Said]:
    """The posts and their answers. What the system writes there itself comes from where it was said."""
    public = _public_threads(items, answers)
    said = [_item_said(each, str(each.get("Id")) in public) for each in items if each.get("Type") in WRITTEN]
    said += [
        _said(each, str(each.get("CommentBody") or ""), is_public=str(each.get("FeedItemId")) in public)
        for each in answers
    ]
    return [each for each in said if each.text or each.is_gone]


def files_said(
    links: Iterable[Row], case: str, fetch: Callable[[str], bytes]
) -> tuple[list[Said], dict[str, list[Attached]]]:
    """The files of the case itself, each as something said; and those of its mails, by their numbers."""
    of_mails: dict[str, list[Attached]] = {}
    own: list[Row] = []
    for link in links:
        if str(link.get("LinkedEntityId")) == case:
            own.append(link)
        elif (file := _file(link, fetch)) is not None and link.get("IsDeleted") is not True:
            of_mails.setdefault(str(link.get("LinkedEntityId")), []).append(file)
    with_mails = {each.number for files in of_mails.values() for each in files}
    said = []
    for link in own:
        file = _file(link, fetch)
        if file is not None and file.number not in with_mails:
            said.append(_file_said(link, file))
    return said, of_mails


def with_files(said: Said, files: Mapping[str, Sequence[Attached]]) -> Said:
    """A mail with what was attached to it."""
    return replace(said, files=tuple(files.get(said.number, ())))


def _public_threads(items: Sequence[Row], answers: Sequence[Row]) -> set[str]:
    """Shown to all, and a customer wrote in it."""
    joined = {
        str(each.get("FeedItemId")) for each in answers if _is_customer(each) and not each.get("IsDeleted")
    }
    shown = [each for each in items if each.get("Visibility") == ALL]
    return {str(each.get("Id")) for each in shown if _is_customer(each) or str(each.get("Id")) in joined}


def _item_said(row: Row, is_public: bool) -> Said:
    parts = (_plain(row, str(row.get("Body") or "")), row.get("Title"), row.get("LinkUrl"))
    words = "\n".join(dict.fromkeys(str(each).strip() for each in parts if each))
    return _said(row, words, is_public=is_public)


def _said(row: Row, words: str, *, is_public: bool) -> Said:
    return Said(
        number_of(row), moment(row.get("CreatedDate")), _plain(row, words),
        user_of(row, is_agent=not _is_customer(row)), is_public, row.get("IsDeleted") is True,
    )  # fmt: skip


def _file_said(link: Row, file: Attached) -> Said:
    made = link.get("ContentDocument") or {}
    is_theirs = _is_customer(made) and link.get("Visibility") == ALL
    return Said(
        number_of(link), moment(made.get("CreatedDate")), _("A file: %(name)s", name=file.name),
        user_of(made, is_agent=not _is_customer(made)), is_theirs, link.get("IsDeleted") is True,
        files=(file,),
    )  # fmt: skip


def _file(link: Row, fetch: Callable[[str], bytes]) -> Attached | None:
    made = link.get("ContentDocument") or {}
    version, ending = str(made.get("LatestPublishedVersionId") or ""), str(made.get("FileExtension") or "")
    if not NUMBER.fullmatch(version):
        return None
    title = str(made.get("Title") or _("file"))
    name = title if not ending or title.lower().endswith(f".{ending.lower()}") else f"{title}.{ending}"
    size = made.get("ContentSize")
    return Attached(version, name, partial(fetch, version), size if isinstance(size, int) else 0)


def _is_customer(row: Row) -> bool:
    return (row.get("CreatedBy") or {}).get("UserType") in PORTAL


def _plain(row: Row, words: str) -> str:
    return cut(words, html=True).visible if row.get("IsRichText") is True and "<" in words else words
