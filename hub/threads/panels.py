"""What conversations put on the page of a community: which of them went elsewhere."""

from typing import Any

from hub.spaces.models import Space
from hub.threads.relocations import gone_from
from hub.web.pages import page


def gone_from_community(actor: Any, space: Space) -> str:
    """The system lines of what was moved away lately; nothing where nothing was."""
    lines, _begun = gone_from(actor, space)
    return page("threads/_gone.html", lines=lines) if lines else ""
