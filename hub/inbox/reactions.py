"""What happens elsewhere and changes notices that are there already."""

from sqlalchemy import or_, update

from hub.core.db import session
from hub.core.events import Event
from hub.inbox.models import Notice


def follow_the_conversation(event: Event) -> None:
    """Notices of a conversation that went elsewhere are for those who may enter the place where it is now."""
    refs = {event.subject, str(event.data.get("source") or event.subject)}
    about = or_(Notice.about.in_(refs), Notice.thread.in_(refs))
    session().execute(
        update(Notice).where(about, Notice.space_id.is_not(None)).values(space_id=event.space_id)
    )
