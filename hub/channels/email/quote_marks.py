"""How mail programs mark what they quote and how people sign: word lists and line tests.

The wordings of thirteen languages come from mail-parser-reply; they are only ever tried on short
windows of text and a limited number of times, because their expressions need quadratic time.
"""

import re
from collections.abc import Sequence

from mailparser_reply.constants import MAIL_LANGUAGES

from hub.channels.email.html_tags import words
from hub.channels.email.limits import LIMITS

TRIES = 200  # attributions looked at in one mail by the expensive expressions

LABELS = {
    "from": "from von de da van från fra od od: отправитель от від kimden lähettäjä 发件人 寄件者 "
    "差出人 送信元 보낸사람 보낸 사람|mittente|remitente|expéditeur|afzender",
    "sent": "sent date gesendet datum odesláno enviado enviada fecha envoyé inviato data sendt dato "
    "verzonden wysłano skickat отправлено дата надіслано gönderilen tarih lähetetty päivämäärä "
    "发送时间 寄件日期 送信日時 日付 보낸날짜 날짜 sendt: |sent on|date sent|보낸 날짜",
    "to": "to an para à a aan do komu till til кому kime vastaanottaja 收件人 收件者 宛先 받는사람 "
    "|받는 사람",
    "subject": "subject betreff předmět emne asunto assunto objet oggetto onderwerp temat ämne "
    "тема konu aihe 主题 主旨 件名 제목",
    "copy": "cc kopie kopi copia копия kopia dw 抄送 참조 reply-to organization organisation",
}
LABEL_GROUPS = {
    label.strip(": "): group
    for group, listed in LABELS.items()
    for label in [*listed.split("|")[0].split(), *listed.split("|")[1:]]
}
LABEL = re.compile(r"[\W_]{0,4}([^\W\d_][\w -]{0,24}?)[\s*_]{0,4}[:：]")
ADDRESS_LIKE = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,100}")
TIME_LIKE = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
# "-----Original Message-----", in whatever language.
MARKED_TITLE = re.compile(r"\s{0,3}[-_=]{3,40} ?[^\W_][\w .]{2,40} ?[-_=]{3,40}\s{0,3}")
FORWARD_TITLES = ("begin forwarded message:", "anfang der weitergeleiteten nachricht:")
RULE = re.compile(r"\s{0,3}(?:[_]{16,}|[-]{16,}|[=]{16,}|[*]{16,})\s{0,3}")
FOOTER_RULE = re.compile(r"\s{0,3}_{16,}\s{0,3}")
REACHABLE = re.compile(r"https?://|www\.|@", re.IGNORECASE)
SHORT_RULE = re.compile(r"\s{0,3}[-_]{4,}\s{0,3}")
# Two dashes and a space is the standard; two dashes alone, or one long dash, is what is left of it.
SIGNATURE_MARK = re.compile(r"\s{0,3}(?:--|__|—)\s{0,3}")
DASHED_NAME = re.compile(r"[-–—]{1,2} ?[^\W\d_a-z][\w.'’-]{0,30}(?: [^\W\d_a-z][\w.'’-]{0,30}){0,3}")
CLOSINGS = words(
    "thanks thank cheers best regards kind sincerely yours greetings warm many danke gruß grüße "
    "grüßen freundlichen viele liebe mit merci cordialement bien cordiali saluti grazie saludos "
    "gracias atentamente groet groeten met vriendelijke hilsen mvh tack pozdravem obrigado"
)

WROTE = [
    re.compile(str(language["wrote_header"]), re.IGNORECASE)
    for language in MAIL_LANGUAGES.values()
    if language.get("wrote_header")
]
SENT_FROM = re.compile(
    "(?:"
    + "|".join(
        phrase.removesuffix(".*").replace(" .*", " [^ ]{1,20}")
        for language in MAIL_LANGUAGES.values()
        if language.get("sent_from")
        for phrase in str(language["sent_from"]).split("|")
    )
    + r"|Sent with|Sent via|Отправлено с|Enviado do|Enviado desde|Get Outlook for)"
    r"(?:\s[^,.!?;]{1,50})?\.?",
    re.IGNORECASE,
)
ANGLED = re.compile(r"\s{0,3}[<(](?:https?|mailto)[^<>()]{0,300}[>)]?\s{0,3}")


class Attributions:
    """Tells whether lines say "on this day somebody wrote:"; counts its expensive tries."""

    def __init__(self) -> None:
        self.left = TRIES

    def span(self, lines: Sequence[str]) -> tuple[int, bool]:
        """How many of the last lines are the attribution, and whether it is beyond doubt.

        `lines` are up to four, the last one ending with a colon. 0 when it is none.
        """
        for count in range(1, len(lines) + 1):
            text = "\n".join(line.strip() for line in lines[-count:])
            if len(text) > LIMITS.quote_line:
                break
            if not TIME_LIKE.search(text) and not ADDRESS_LIKE.search(text):
                continue
            if self.is_known_wording(text):
                return count, bool(TIME_LIKE.search(text))
            if ADDRESS_LIKE.search(text) and TIME_LIKE.search(text):
                return count, False
        return 0, False

    def is_known_wording(self, text: str) -> bool:
        if self.left <= 0:
            return False
        self.left -= 1
        return any(wording.search(text) for wording in WROTE)


def label_group(line: str) -> str:
    """Which header field of a quoted mail this line shows: from, sent, to, subject, copy, or ''."""
    found = LABEL.match(line) if len(line) <= LIMITS.quote_line else None
    return LABEL_GROUPS.get(" ".join(found[1].casefold().split()), "") if found else ""


def is_header_block(lines: Sequence[str], *, rule_above: bool) -> bool:
    """Whether these lines open with the header of another mail.

    Careful on purpose: "From: Zurich / To: Lisbon / Date: 3 May" is a customer's journey.
    """
    if not lines or not label_group(lines[0]):
        return False
    groups: list[str] = []
    wrapped, text = 0, ""
    for line in lines[:10]:
        group = label_group(line)
        if group in groups and group != "copy":
            break
        if not line.strip() or (not group and wrapped >= 2):
            break
        wrapped = 0 if group else wrapped + 1
        groups.extend([group] if group else [])
        text += line + "\n"
    found = set(groups)
    if "from" not in found or not found & {"sent", "subject"}:
        return False
    if rule_above:
        return len(found) >= 2
    says_mail = "subject" in found or ADDRESS_LIKE.search(text) is not None
    return len(found) >= 3 and says_mail


def is_marked_title(line: str) -> bool:
    """A line such as "----- Original Message -----"."""
    if len(line) > LIMITS.quote_line:
        return False
    return bool(MARKED_TITLE.fullmatch(line)) or line.strip().casefold() in FORWARD_TITLES


def is_sent_from(line: str) -> bool:
    """ "Sent from my telephone", and nothing else in the line."""
    if len(line) > LIMITS.quote_line:
        return False
    return SENT_FROM.fullmatch(ANGLED.sub("", line).strip()) is not None


def is_footer(lines: Sequence[str]) -> bool:
    """What mailing lists add to every mail: a rule, a name, where to find the list.

    A rule of dashes is no such mark: people underline with it.
    """
    if FOOTER_RULE.fullmatch(lines[0]) is None:
        return False
    return any(REACHABLE.search(line[: LIMITS.quote_line]) for line in lines[1:])


def is_closing(line: str) -> bool:
    said = line.casefold().strip(" ,.!").split()
    return 0 < len(said) <= 4 and said[0] in CLOSINGS
