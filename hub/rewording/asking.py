"""Asking the model, in the wire format that most servers of language models speak: chat completions."""

import json
from typing import Any

from hub.channels.sealing import SealBroken, unseal
from hub.core.errors import HubError
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.rewording.models import LanguageModel
from hub.web import fetcher

PATH = "/chat/completions"


class ModelTrouble(HubError):
    """The model gave nothing that can be used. The message says why; no text was changed."""

    status = 502
    code = "model_trouble"


def ask(model: LanguageModel, order: str, text: str) -> str:
    """What the model makes of a text. Nothing but these two goes there. Raises ModelTrouble."""
    messages = [{"role": "system", "content": order}, {"role": "user", "content": text}]
    body = json.dumps({"model": model.name, "messages": messages, "temperature": 0.2, "stream": False})
    headers = {"Content-Type": "application/json", "Accept": "application/json", **_key(model)}
    try:
        answer = fetcher.post(f"{model.url.rstrip('/')}{PATH}", body.encode(), headers)
    except fetcher.NotAllowed as refused:
        raise ModelTrouble(str(refused)) from None
    except fetcher.Unreachable:
        raise ModelTrouble(_("The model did not answer in time. Your text is as it was.")) from None
    if answer.status == 429:
        wait = answer.retry_seconds
        raise ModelTrouble(
            _("The model is busy; it asks to wait %(seconds)s seconds.", seconds=round(wait))
            if wait
            else _("The model is busy. Try again in a while.")
        )
    if answer.status in (401, 403):
        raise ModelTrouble(_("The model refuses our key. An administrator can look at it."))
    if not answer.is_ok:
        raise ModelTrouble(_("The model answered with an error (%(status)s).", status=answer.status))
    return _said(answer.body)


def _said(body: bytes) -> str:
    try:
        found: Any = json.loads(body)["choices"][0]
        text, why = found["message"]["content"], found.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        text, why = None, None
    if not isinstance(text, str) or not text.strip():
        raise ModelTrouble(_("The model answered something that cannot be read. Your text is as it was."))
    if why == "length" or len(text) > LIMITS.message:
        raise ModelTrouble(_("The model broke off in the middle. Your text is as it was."))
    return text.replace("\0", "").strip()


def _key(model: LanguageModel) -> dict[str, str]:
    try:
        key = unseal(model.sealed).get("key", "")
    except SealBroken:
        raise ModelTrouble(_("The key of the model cannot be read any more. Enter it again.")) from None
    return {"Authorization": f"Bearer {key}"} if key else {}
