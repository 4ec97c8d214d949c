"""From a mail that answers a notice to a word in the discussion, exactly once (NO05, D26).

It is an answer where a question was told of, else a comment: always among colleagues. Things that are
not talked about inside, such as a customer's case, have no such address. What cannot be posted goes
back to its person with the reason, and nobody else is ever written to.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from config import Config
from hub.channels.email.automatic import Automatic
from hub.channels.email.mime import Attachment
from hub.channels.email.parse import ParsedMail, parse
from hub.channels.email.quotes import cut
from hub.core import clock, context
from hub.core.db import locked, session, transaction
from hub.core.deliveries import Delivery, enqueue
from hub.core.errors import HubError, NeedsYes, NotFound
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.core.words import lazy, speaking
from hub.files.actions import keep_file
from hub.files.queries import markdown_for
from hub.inbox.actions import finish
from hub.inbox.answering import GONE, event_of, may_answer, say, target_of
from hub.inbox.consumer import QUEUE as MAIL_QUEUE
from hub.inbox.models import MailReply, Notice, ReplyState
from hub.inbox.reply_addresses import Answerable, read_address, reply_address
from hub.people.models import Person

LOOP_MARK = "backchannel-notice"
LOOP_WINDOW = timedelta(minutes=10)
LOOP_MAILS = 20  # of one person in that time: more looks like two machines talking
LOGO = 20_000  # bytes: a smaller picture inside a text is part of somebody's signature
OVER = lazy("The address in that mail has expired. Open the hub and answer there.")
STRANGE = lazy(
    "It was sent from {address}, and not from the address that the hub knows you by. So "
    "that nobody can speak in your name, only mail from your own address is posted."
)
EMPTY = lazy("There was no text in it above what it quotes.")


class _Back(Exception):
    """It cannot be posted; the message says why, for its person, and the code, for the record."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def answerable_at(config: Config, notice: Notice) -> str:
    """The address at which a person can answer this notice by mail; empty when they cannot."""
    if not config.reply_address or not config.reply_imap_url or not notice.about:
        return ""
    if not may_answer(notice.person, event_of(notice)):
        return ""
    return reply_address(config.reply_address, notice)


def take_reply(delivery: Delivery) -> None:
    """Deal with one mail: post it, send it back, or see that it is for nobody."""
    row = session().get_one(MailReply, int(delivery.payload["id"]))
    mail = parse(row.raw, row.received_at, own_loop_marks=[LOOP_MARK])
    found = next(filter(None, (read_address(each.address) for each in mail.recipients)), None)
    with transaction():
        row.sender, row.about = mail.sender.address[:320], found.notice.about if found else ""
    if found is None:
        _settle(row.id, ReplyState.IGNORED, "nobody")
        return
    with speaking(found.person.language):
        _take(row, found, mail)


def _take(row: MailReply, found: Answerable, mail: ParsedMail) -> None:
    if code := _by_machine(mail) or _too_many(found.person):
        _settle(row.id, ReplyState.IGNORED, code, found.person)
        return
    id, person_id = row.id, found.person.id
    asked = context.reach.set(lambda: 0)  # nobody can say yes by mail: a text that calls many goes back
    try:
        _post(id, found, mail)
    except (_Back, HubError, NeedsYes) as error:
        session.remove()
        why = GONE if isinstance(error, NotFound) else getattr(error, "message", str(error))
        _return(id, person_id, mail, getattr(error, "code", "refused"), why)
    finally:
        context.reach.reset(asked)  # the same thread goes on to other work


def _post(id: int, found: Answerable, mail: ParsedMail) -> None:
    person = found.person
    if mail.sender.key != person.email.casefold():
        raise _Back(
            "strange", STRANGE.format(address=mail.sender.address or _("an address that cannot be read"))
        )
    if found.is_over:
        raise _Back("over", OVER)
    body = words_of(mail)
    with transaction():
        row = locked(session().get_one(MailReply, id))
        if row.state is not ReplyState.WAITING:
            return
        thing, parent = target_of(person, found.event)
        links, refused = _kept(person, mail.attachments)
        body = "\n\n".join(filter(None, (body, *links)))[: LIMITS.body]
        if not body:
            raise _Back("empty", EMPTY)
        made = say(person, thing, parent, body)
        finish(found.notice)
        _settle(id, ReplyState.POSTED, "", person, made.ref)
        if refused:
            words = "\n".join(
                [_("Your answer was posted, but not every file could come along."), "", *refused]
            )
            _write_to(id, person, mail, words)


def words_of(mail: ParsedMail) -> str:
    """What its writer says: without what they quote and how they sign."""
    plain = mail.text.strip() != ""
    parts = cut(
        mail.text if plain else mail.html, html=not plain, sender=(mail.sender.name, mail.sender.address)
    )
    return parts.visible.strip()


def _kept(person: Person, files: Sequence[Attachment]) -> tuple[list[str], list[str]]:
    """Links to the attachments that were taken, and a line for each that was not."""
    links: list[str] = []
    refused: list[str] = []
    for file in files:
        if file.content_id and file.content_type.startswith("image/") and file.size < LOGO:
            continue
        if len(links) >= LIMITS.uploads_per_thing:
            refused.append(
                _(
                    "%(name)s: at most %(most)s files in one answer.",
                    name=file.filename,
                    most=LIMITS.uploads_per_thing,
                )
            )
            continue
        try:
            stored = keep_file(person, file.filename, file.content)
        except HubError as error:
            refused.append(f"{file.filename}: {error.message}")
            continue
        links.append(markdown_for(stored))
    return links, refused


def _by_machine(mail: ParsedMail) -> str:
    """The code of why it is left alone, "" where a person wrote it."""
    if mail.problem:
        return "unreadable"
    if mail.auto is Automatic.LOOP:
        return "loop"
    return "machine" if mail.bounce is not None or mail.auto is not None else ""


def _too_many(person: Person) -> str:
    since = clock.now() - LOOP_WINDOW
    recent = select(func.count(MailReply.id)).where(
        MailReply.person_id == person.id, MailReply.received_at >= since
    )
    return "flood" if (session().scalar(recent) or 0) >= LOOP_MAILS else ""


def _return(id: int, person_id: int, mail: ParsedMail, code: str, why: str) -> None:
    with transaction() as db:
        row = locked(db.get_one(MailReply, id))
        if row.state is not ReplyState.WAITING:
            return
        person = db.get_one(Person, person_id)
        _settle(id, ReplyState.RETURNED, code, person)
        row.text = text = words_of(mail)[: LIMITS.body]
        said = _("Your answer by mail could not be posted. %(why)s", why=why)
        kept = _("This is what you wrote:") + f"\n\n{text}" if text else ""
        _write_to(id, person, mail, "\n\n".join(filter(None, (said, kept))))


def _write_to(id: int, person: Person, mail: ParsedMail, words: str) -> None:
    """To the person's own address, whoever sent the mail."""
    config: Config = current_app.config["HUB"]
    hello = _("Hello %(name)s,", name=person.first_name)
    payload = {
        "to": person.email, "subject": _("Your answer: %(subject)s", subject=mail.subject)[: LIMITS.title],
        "text": f"{hello}\n\n{words}\n\n--\n{config.product}: {config.public_url}\n",
        "in_reply_to": mail.message_id,
    }  # fmt: skip
    enqueue(MAIL_QUEUE, f"mail-reply:{id}", payload)


def _settle(id: int, state: ReplyState, reason: str, person: Person | None = None, made: str = "") -> None:
    with transaction() as db:
        row = db.get_one(MailReply, id)
        row.state, row.reason, row.raw, row.made = state, reason[:200], b"", made
        row.person_id = person.id if person is not None else None
