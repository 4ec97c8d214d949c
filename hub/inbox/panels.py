"""What notices show on the pages of others."""

from typing import Any

from flask import current_app

from config import Config
from hub.core.db import session
from hub.core.permissions import Actor
from hub.inbox.models import ReplyBox
from hub.web.pages import page


def reply_mailbox(_actor: Actor, _thing: Any) -> str:
    """How the mailbox for answers is; nothing when there is none."""
    config: Config = current_app.config["HUB"]
    if not config.reply_address or not config.reply_imap_url:
        return ""
    return page("inbox/_health.html", box=session().get(ReplyBox, config.reply_address))
