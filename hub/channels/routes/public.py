"""What is open to the world: the contact form, and the door for mail that a mail server pushes."""

import hashlib
import hmac
from typing import Annotated, Any

from flask import Blueprint, Response, make_response, request

from hub.channels.arrivals import take_mail
from hub.channels.contract import ChannelKind
from hub.channels.email.accounts import push_secret
from hub.channels.email.headers import ADDRESS
from hub.channels.email.limits import LIMITS as MAIL
from hub.channels.form import FULL, Letter, TooQuick, is_word, new_token, submit
from hub.channels.inbox import channel_by_slug
from hub.channels.models import Channel
from hub.channels.sealing import SealBroken
from hub.core import clock
from hub.core.errors import NotFound, TooMuch
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.web.forms import LINES, Form, MailAddress, Name, Title, blank, bounded, read
from hub.web.guard import anyone, without_token
from hub.web.pages import done, page

bp = Blueprint("contact", __name__, template_folder="../templates")

CLOCKS_DIFFER = 300  # seconds between the sender's clock and ours
LONGEST_LETTER = 50_000
AGAIN = lazy("Please press Send once more. Your text is still here.")


class ContactForm(Form):
    """What a visitor writes. `website` is a field that people do not see."""

    name: Name
    email: MailAddress
    subject: Title
    message: Annotated[str, bounded(LONGEST_LETTER, 1), LINES]
    website: Annotated[str, bounded(LIMITS.url), LINES] = ""
    token: Annotated[str, bounded(LIMITS.short), LINES] = ""


@bp.get("/contact/<slug>")
@anyone
def contact(slug: str) -> str:
    return _form_page(_form_channel(slug), blank(), new_token())


@bp.post("/contact/<slug>")
@without_token  # visitors have no session, and nothing here is done in anybody's name
@anyone
def send_letter(slug: str) -> Any:
    channel, form = _form_channel(slug), read(ContactForm)
    token = str(form.value("token"))
    if form.ok and not ADDRESS.fullmatch(form.data.email):
        form.refuse("email", _("This does not look like an e-mail address. We need it to answer you."))
    if not form.ok:
        return _form_page(channel, form, token), 422
    letter = Letter(form.data.name, form.data.email, form.data.subject, form.data.message, _language())
    try:
        word = submit(channel, letter, token, request.remote_addr or "", trap=form.data.website)
    except TooQuick:
        form.refuse("token", AGAIN)
        return _form_page(channel, form, new_token()), 422
    except TooMuch:
        form.refuse("token", FULL)
        return _form_page(channel, form, token), 429
    return done(f"/contact/{slug}/sent/{word}")


@bp.get("/contact/<slug>/sent/<word>")
@anyone
def letter_sent(slug: str, word: str) -> str:
    channel = _form_channel(slug)
    if not is_word(word):
        raise NotFound
    return page("channels/sent.html", channel=channel, word=word)


@bp.post("/in/mail/<slug>")
@without_token  # a mail server has no session; the signature proves who it is
@anyone
def push_mail(slug: str) -> Response:
    request.max_content_length = MAIL.raw_bytes
    channel = channel_by_slug(slug)
    secret = _secret_of(channel)
    if channel is None or not secret:
        raise NotFound
    sent_at = request.headers.get("X-Backchannel-Timestamp", "")
    signature = request.headers.get("X-Backchannel-Signature", "")
    if not _is_fresh(sent_at) or not signature:
        return _refused()
    raw = request.get_data(cache=False)
    expected = hmac.new(secret.encode(), sent_at.encode() + b"." + raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        return _refused()
    known = take_mail(channel, raw) is None
    return make_response({"taken": True, "known_already": known}, 200 if known else 202)


def _form_channel(slug: str) -> Channel:
    channel = channel_by_slug(slug)
    if channel is None or channel.kind != ChannelKind.FORM:
        raise NotFound
    return channel


def _form_page(channel: Channel, form: Any, token: str) -> str:
    return page("channels/contact.html", channel=channel, form=form, token=token or new_token())


def _language() -> str:
    """The first language of the visitor's browser; a guess that the desk may correct."""
    return (request.accept_languages.best or "")[:2].lower()


def _secret_of(channel: Channel | None) -> str:
    if channel is None or channel.kind != ChannelKind.EMAIL:
        return ""
    try:
        return push_secret(channel)
    except SealBroken:
        return ""


def _is_fresh(sent_at: str) -> bool:
    if not sent_at.isdecimal() or len(sent_at) > 12:
        return False
    return abs(clock.now().timestamp() - int(sent_at)) <= CLOCKS_DIFFER


def _refused() -> Response:
    message = _("Sign the timestamp, a dot and the body with the channel's secret (HMAC-SHA256, hex).")
    return make_response({"error": {"code": "bad_signature", "message": message, "field": None}}, 401)
