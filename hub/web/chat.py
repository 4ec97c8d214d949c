"""How a message looks to the chat that takes it at an incoming webhook, and what went wrong in words."""

import enum
from typing import Any

from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.web.fetcher import REFUSED, Answer


class Form(enum.StrEnum):
    """What the receiver understands."""

    SLACK = "slack"
    TEAMS = "teams"
    LARK = "lark"
    JSON = "json"


FORMS = {
    Form.SLACK: "Slack, Mattermost", Form.TEAMS: "Microsoft Teams", Form.LARK: "Lark, Feishu",
    Form.JSON: "JSON",
}  # fmt: skip
TROUBLES = {
    "status": lazy("The receiver said %(detail)s."),
    "unreachable": lazy("It did not answer: %(detail)s"),
    "refused": REFUSED,
    "sealed": lazy(
        "Its address cannot be read, because the hub’s secret key has changed. Remove it and add it again."
    ),
}


def body_of(form: Form, said: str, url: str, event: dict[str, Any]) -> dict[str, Any]:
    """The message in the receiver's own shape. Nothing in it calls anybody or is read as markup."""
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


def is_busy(answer: Answer) -> bool:
    """Whether the receiver may well take it later."""
    return answer.status in (408, 429) or answer.status >= 500


def trouble_of(last_error: str) -> str:
    """What went wrong last, in the reader's language; what was noted before there were codes as it is."""
    code, _colon, detail = last_error.partition(":")
    return TROUBLES[code] % {"detail": detail} if code in TROUBLES else last_error


def _plain(text: str) -> str:
    """Without the signs that cards read as Markdown."""
    return "".join(f"\\{sign}" if sign in "[]()*_`\\" else sign for sign in text)
