"""What a webhook says: that something happened, where and its address; a title only where that was chosen."""

from hub.core.words import gettext as _
from hub.core.words import lazy

SENTENCES = {
    "qa.question_asked": lazy("A question was asked in %(community)s"),
    "qa.answer_posted": lazy("A question was answered in %(community)s"),
    "qa.answer_accepted": lazy("An answer was accepted in %(community)s"),
    "feed.post_written": lazy("Something was posted in %(community)s"),
    "wiki.page_created": lazy("A page was written in %(community)s"),
    "wiki.page_edited": lazy("A page was changed in %(community)s"),
    "wiki.page_verified": lazy("A page was verified in %(community)s"),
}
LABELS = {
    "qa.question_asked": lazy("Questions"),
    "qa.answer_posted": lazy("Answers"),
    "qa.answer_accepted": lazy("Accepted answers"),
    "feed.post_written": lazy("Posts"),
    "wiki.page_created": lazy("New pages"),
    "wiki.page_edited": lazy("Changed pages"),
    "wiki.page_verified": lazy("Verified pages"),
}


def sentence(kind: str, community: str, title: str) -> str:
    """One line. title: "" for an alert without text."""
    said = _(str(SENTENCES[kind]), community=community)
    return f"{said}: “{title}”" if title else said
