"""The draft that a desk writes together, and its earlier texts."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.models import Case
from hub.cases.sharing_models import SharedDraft
from hub.core.db import session
from hub.reuse.models import INSPIRED_BELOW
from hub.reuse.passages import kept_share

SHOWN = 20


def shared_in(case: Case) -> SharedDraft | None:
    """The draft that is shared in a case now."""
    if case.shared_draft_id is None:
        return None
    wanted = select(SharedDraft).where(SharedDraft.id == case.shared_draft_id)
    return session().scalars(wanted.options(joinedload(SharedDraft.by))).one_or_none()


def versions_of(case: Case) -> Sequence[SharedDraft]:
    """Every text that was shared in a case, newest first."""
    wanted = select(SharedDraft).where(SharedDraft.case_id == case.id).order_by(SharedDraft.number.desc())
    return session().scalars(wanted.options(joinedload(SharedDraft.by)).limit(SHOWN)).all()


def is_made_from(body: str, shared: SharedDraft) -> bool:
    """Whether a reply keeps so much of it that it is the one that was written together."""
    return kept_share(shared.body, body) >= INSPIRED_BELOW
