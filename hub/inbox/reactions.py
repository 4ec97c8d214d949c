"""What happens elsewhere and changes notices that are there already."""

from sqlalchemy import or_, update

from hub.core.db import session
from hub.core.events import Event
from hub.inbox.models import Notice


def follow_the_conversation(event: Event) -> None:
    """Notices of a conversation that was moved are for those who may enter the place where it stands now."""
    about = or_(Notice.about == event.subject, Notice.thread == event.subject)
    session().execute(
        update(Notice).where(about, Notice.space_id.is_not(None)).values(space_id=event.space_id)
    )
