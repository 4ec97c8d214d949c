"""What a webhook says: that something happened, where and its address; a title only where that was chosen."""

from typing import Any

from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.web.fetcher import REFUSED
from hub.webhooks.models import Form

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
FORMS = {Form.SLACK: "Slack", Form.TEAMS: "Microsoft Teams", Form.LARK: "Lark, Feishu", Form.JSON: "JSON"}


def sentence(kind: str, community: str, title: str) -> str:
    """One line. title: "" for an alert without text."""
    said = _(str(SENTENCES[kind]), community=community)
    return f"{said}: “{title}”" if title else said


def body_of(form: Form, said: str, url: str, event: dict[str, Any]) -> dict[str, Any]:
    """The message in the receiver's own shape."""
    match form:
        case Form.SLACK:
            escaped = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return {"text": f"{escaped}\n<{url}>", "unfurl_links": False}
        case Form.TEAMS:
            card = {
                "type": "AdaptiveCard", "version": "1.4", "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "body": [{"type": "TextBlock", "text": _plain(said), "wrap": True}],
                "actions": [{"type": "Action.OpenUrl", "title": _("Open"), "url": url}],
            }  # fmt: skip
            kind = "application/vnd.microsoft.card.adaptive"
            return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}
        case Form.LARK:
            # Their text takes tags such as <at user_id="all">: nobody is to be called by a title.
            return {
                "msg_type": "text",
                "content": {"text": f"{said.replace('<', '‹').replace('>', '›')}\n{url}"},
            }
        case _:
            return {**event, "text": said, "url": url}


def _plain(text: str) -> str:
    """Without the signs that cards read as Markdown."""
    return "".join(f"\\{sign}" if sign in "[]()*_`\\" else sign for sign in text)


TROUBLES = {
    "status": lazy("The receiver said %(detail)s."),
    "unreachable": lazy("It did not answer: %(detail)s"),
    "refused": REFUSED,
    "sealed": lazy(
        "Its address cannot be read, because the hub’s secret key has changed. Remove it and add it again."
    ),
}


def trouble_of(last_error: str) -> str:
    """What went wrong last, in the reader's language; what was noted before there were codes as it is."""
    code, _colon, detail = last_error.partition(":")
    return TROUBLES[code] % {"detail": detail} if code in TROUBLES else last_error
