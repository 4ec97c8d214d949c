"""A mail of the hub: in its reader's language, and a plain text is plain."""

from types import SimpleNamespace

from flask import current_app

from hub.core import words
from hub.inbox.mail import _rendered


def test_a_plain_text_keeps_its_signs_and_is_said_in_the_readers_language(ctx):
    group = SimpleNamespace(label="Reviews")
    line = SimpleNamespace(sentence="Ben & Ada", why="“<b>” & more.", reason="A & B", group=group)
    values = {"line": line, "config": current_app.config["HUB"], "url": "/n", "off": "/off", "answer_to": ""}
    with words.speaking("de"):
        said = _rendered("inbox/mail/notice.txt", values)
    assert "Ben & Ada" in said
    assert "Der Grund für diese E-Mail: A & B." in said
    assert "&amp;" not in said
