"""Who may upload a file and take it away. Who may fetch one is asked of its text: `queries.find_file`."""

from sqlalchemy import ColumnElement, and_, or_

from hub.core.permissions import Actor, Because, Verdict, permission, rule, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.files.models import StoredFile
from hub.people.models import Person

UPLOAD = permission("files.file.upload", lazy("Upload a file"))
REMOVE_FILE = permission("files.file.remove", lazy("Take away a file one has uploaded"))


@visible(StoredFile)
def files_at_all(actor: Actor) -> ColumnElement[bool]:
    """Those in texts, and one's own. Not yet the whole answer: the text decides about the former."""
    if not actor.is_active:
        return StoredFile.id.is_(None)
    mine = StoredFile.uploader_id == actor.id
    return and_(StoredFile.removed_at.is_(None), or_(StoredFile.about.is_not(None), mine))


@rule(UPLOAD)
def may_upload(_actor: Person, _nothing: object) -> Verdict:
    return True  # every colleague may write somewhere


@rule(REMOVE_FILE)
def may_remove_file(actor: Person, file: StoredFile) -> Verdict:
    return file.uploader_id == actor.id or Because(_("Only the person who uploaded a file can take it away."))
