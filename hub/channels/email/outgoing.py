"""A checked reply as a mail, and what the server said about it, in the words of the contract."""

from hub.channels.contract import ACCOUNT_PAUSE, Letter, MessageState, Outgoing, Sent
from hub.channels.email import smtp
from hub.channels.email.accounts import imap_of, loop_mark, mail_key, sender_of, smtp_of
from hub.channels.email.compose import (
    Origin,
    OutgoingFile,
    OutgoingMail,
    UnsendableMail,
    build,
    forward_subject,
    reply_subject,
)
from hub.channels.email.headers import Address
from hub.channels.email.imap import Mailbox, MailboxTrouble
from hub.channels.email.smtp import Cause, SendResult, State
from hub.channels.email.threading import make_message_id, make_reply_address
from hub.channels.models import Channel
from hub.channels.sealing import SealBroken
from hub.core import clock
from hub.core.markup import outgoing as as_mail

FIRST_RETRY = 30.0
LONGEST_RETRY = 3600.0
NO_ACCOUNT = "No mail server is set up for this channel. An administrator can add one under Channels."
STATES = {
    State.SENT: MessageState.SENT,
    State.REJECTED: MessageState.FAILED,
    State.TEMPORARY: MessageState.FAILED,
    State.UNKNOWN: MessageState.UNKNOWN,
}


def message_id_for(channel: Channel, case_id: int, message_id: int) -> str:
    """A fresh Message-ID of ours; it names the case, signed."""
    sender = sender_of(channel)
    host = sender.address.rpartition("@")[2] if sender else "localhost"
    return make_message_id(case_id, message_id, host, mail_key())


def send_mail(channel: Channel, outgoing: Outgoing, *, answers_come_to: Channel | None = None) -> Sent:
    """Send a reply. `answers_come_to`: the mailbox that receives, where that is another channel."""
    sender = sender_of(channel)
    try:
        account = smtp_of(channel)
    except SealBroken as broken:
        return Sent(MessageState.FAILED, reason=str(broken))
    if sender is None or account is None:
        return Sent(MessageState.FAILED, reason=NO_ACCOUNT)
    try:
        message = build(_mail(sender, answers_come_to or channel, outgoing))
    except (UnsendableMail, ValueError) as error:
        return Sent(MessageState.FAILED, reason=str(error))
    return _said(smtp.send(account, message), outgoing)


def find_sent(channel: Channel, outgoing: Outgoing) -> Sent:
    """Whether the mail lies in the folder of sent mail. That it does not lie there proves nothing."""
    unknown = Sent(MessageState.UNKNOWN, external_id=outgoing.external_id)
    try:
        account = imap_of(channel)
        if account is None or not outgoing.external_id:
            return unknown
        with Mailbox(account) as box:
            there = box.find_by_message_id(outgoing.external_id) is not None
    except (MailboxTrouble, SealBroken):
        return unknown
    return Sent(MessageState.SENT, external_id=outgoing.external_id) if there else unknown


def letter(channel: Channel, outgoing: Outgoing) -> Letter:
    """The mail that `send_mail` would hand over, as far as its reader sees it."""
    mail = _mail(sender_of(channel) or Address("", ""), channel, outgoing)
    copies = tuple(each.address for each in mail.cc)
    return Letter(
        mail.to[0].address, mail.text, mail.html, mail.subject, str(mail.sender.address), copies=copies,
    )  # fmt: skip


def send_test(channel: Channel, to: Address) -> SendResult:
    """A line to oneself, to see that the settings are right."""
    sender, account = sender_of(channel), smtp_of(channel)
    if sender is None or account is None:
        return SendResult(State.REJECTED, 0, NO_ACCOUNT, Cause.ACCOUNT)
    moment = clock.now()
    mail = OutgoingMail(
        sender=sender, to=[to], subject=f"A test from {channel.name}",
        text="This channel can send. You need not answer.", origin=Origin.NOTICE, date=moment,
        message_id=f"test.{channel.id}.{moment.timestamp():.0f}@{sender.address.rpartition('@')[2]}",
        loop_mark=loop_mark(),
    )  # fmt: skip
    return smtp.send(account, build(mail))


def _mail(sender: Address, mailbox: Channel, outgoing: Outgoing) -> OutgoingMail:
    signed = not outgoing.automatic and outgoing.signature
    written = as_mail(f"{outgoing.reply.body}\n\n{outgoing.signature}" if signed else outgoing.reply.body)
    # Only ids of mails: a form's or a file's own number means nothing to a mail program.
    references = [id_ for id_ in outgoing.references if "@" in id_ and id_ != outgoing.external_id]
    address = mailbox.settings.get("address", "")
    takes_tags = bool(address) and mailbox.settings.get("tagged", True)
    return OutgoingMail(
        sender=sender,
        to=[Address(outgoing.to.name, outgoing.to.address)],
        subject=forward_subject(outgoing.subject) if outgoing.is_forward else reply_subject(outgoing.subject),
        text=written.text,
        html=written.html,
        message_id=outgoing.external_id,
        cc=[Address(each.name, each.address) for each in outgoing.copies],
        date=clock.now(),
        reply_to=Address(sender.name, _reply_address(address, outgoing.case_id)) if takes_tags else None,
        in_reply_to=outgoing.in_reply_to if "@" in outgoing.in_reply_to else "",
        references=references,
        origin=Origin.NOTICE if outgoing.automatic else Origin.PERSON,
        loop_mark=loop_mark(),
        files=[OutgoingFile(each.name, each.type, each.content) for each in outgoing.files],
    )


def _reply_address(address: str, case_id: int) -> str:
    return make_reply_address(address, case_id, mail_key())


def _said(result: SendResult, outgoing: Outgoing) -> Sent:
    state, retry = STATES[result.state], None
    if result.state is State.TEMPORARY:
        retry = min(FIRST_RETRY * 4 ** (outgoing.attempt - 1), LONGEST_RETRY)
    elif result.state is State.REJECTED and result.cause is Cause.ACCOUNT:
        retry = ACCOUNT_PAUSE
    missed = {who: answer for who, answer in result.refused.items() if state is MessageState.SENT}
    if (lost := missed.get(outgoing.to.address)) is not None:  # the others have it, the customer has not
        return Sent(
            MessageState.FAILED, external_id=outgoing.external_id,
            reason=f"The mail server refused {outgoing.to.address}: {lost.code} {lost.text} "
            "Those in copy have it already.",
        )  # fmt: skip
    if state is MessageState.SENT:
        return Sent(state, external_id=outgoing.external_id, unreached=tuple(missed))
    said = f"{result.code} {result.text}" if result.code else result.text
    if result.state is State.UNKNOWN:
        reason = f"{said} It may have arrived: look before you send it again."
    elif result.cause is Cause.ACCOUNT:
        reason = f"The mail server refuses this account: {said}"
    elif retry is not None:
        reason = f"The mail server did not take it yet: {said}"
    else:
        reason = f"The mail server refused it: {said}"
    return Sent(
        state, external_id=outgoing.external_id, reason=reason, retry_seconds=retry,
        is_account=result.cause is Cause.ACCOUNT,
    )  # fmt: skip
