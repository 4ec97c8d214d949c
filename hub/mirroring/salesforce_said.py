"""What was said in a case of Salesforce, and who of those present could read it.

A comment is public when it is published. An e-mail is public when the customer wrote or got it: agents also
write to suppliers and colleagues from a case. Whatever else there is, is internal.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hub.channels.email.quotes import cut
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.mirroring.helpdesk import Malformed, Said, Who, moment

MAIL_FIELDS = (
    "Id, Incoming, Status, Subject, TextBody, HtmlBody, FromAddress, FromName, ToAddress, CcAddress, "
    "MessageDate, CreatedDate, CreatedById, CreatedBy.Name, CreatedBy.Email, IsDeleted"
)
DRAFT = "5"  # the state of an e-mail that nobody has sent
# Kinds of users that are customers, in a portal or on a site.
PORTAL = (
    "PowerCustomerSuccess", "CustomerSuccess", "CspLitePortal", "PowerPartner", "Guest",
)  # fmt: skip
NUMBER = re.compile(r"[0-9A-Za-z]{18}")
ADDRESS = re.compile(r"[^\s@<>,;\"']+@[^\s@<>,;\"']+")


def person(case: Mapping[str, Any]) -> Who:
    """The customer: the contact, else who filled in the form or wrote the mail. No address was proven."""
    contact = case.get("Contact") or {}
    supplied = str(case.get("SuppliedEmail") or "").strip().lower()
    if case.get("ContactId"):
        mail = str(contact.get("Email") or supplied)
        return Who(f"contact:{case['ContactId']}", str(contact.get("Name") or ""), mail)
    name = str(case.get("SuppliedName") or "")
    return Who(f"mail:{supplied}"[:320] if supplied else f"case:{case.get('Id')}", name, supplied)


def comment_said(row: Mapping[str, Any]) -> Said:
    """A comment of a case."""
    by = row.get("CreatedBy") or {}
    return Said(
        number_of(row), moment(row.get("CreatedDate")), str(row.get("CommentBody") or ""),
        user_of(row, is_agent=by.get("UserType") not in PORTAL),
        row.get("IsPublished") is True, row.get("IsDeleted") is True,
    )  # fmt: skip


def mail_said(row: Mapping[str, Any], case: Mapping[str, Any]) -> Said | None:
    """An e-mail of a case; None while it is a draft."""
    if str(row.get("Status")) == DRAFT:
        return None
    theirs, customer = _addresses_of(case), person(case)
    sender = str(row.get("FromAddress") or "").strip().lower()
    got = {
        each.lower()
        for name in ("ToAddress", "CcAddress")
        for each in ADDRESS.findall(str(row.get(name) or ""))
    }
    wrote = row.get("Incoming") is True and sender in theirs
    if wrote:
        by = customer
    elif row.get("Incoming") is True:
        by = Who(f"mail:{sender}"[:320], str(row.get("FromName") or ""), sender)
    else:
        by = user_of(row)
    text, quoted = _words(row, sender)
    return Said(
        number_of(row), moment(row.get("MessageDate") or row.get("CreatedDate")), text, by,
        wrote or not theirs.isdisjoint(got), row.get("IsDeleted") is True, quoted,
    )  # fmt: skip


def beginning(case: Mapping[str, Any], said: Sequence[Said]) -> list[Said]:
    """The description: the customer's words where a form or the portal took them, else a colleague's.

    A case that began with a mail repeats it there; that is not said twice. Agents may change it later: that
    is not read, for it would stand here as the customer's.
    """
    text = str(case.get("Description") or "").strip()
    by = case.get("CreatedBy") or {}
    is_theirs = bool(case.get("SuppliedEmail")) or by.get("UserType") in PORTAL
    repeats = any(_flat(text) in _flat(f"{each.text} {each.quoted}") for each in said if not each.by.is_agent)
    if not text or repeats:
        return []
    at = moment(case.get("CreatedDate"))
    return [
        Said(
            number_of(case), at, text, person(case) if is_theirs else user_of(case), is_theirs, is_fixed=True
        )
    ]


def user_of(row: Mapping[str, Any], *, is_agent: bool = True) -> Who:
    """Who made a record."""
    by = row.get("CreatedBy") or {}
    return Who(
        f"user:{row.get('CreatedById')}", str(by.get("Name") or ""), str(by.get("Email") or ""), is_agent
    )


def _words(row: Mapping[str, Any], sender: str) -> tuple[str, str]:
    """What is new in a mail, and what is quoted in it."""
    plain, html = str(row.get("TextBody") or ""), str(row.get("HtmlBody") or "")
    body = plain if plain.strip() else html[: 4 * LIMITS.message]
    if row.get("Incoming") is not True and plain.strip():
        return plain, ""
    parts = cut(body, html=not plain.strip(), sender=(str(row.get("FromName") or ""), sender))
    return parts.visible, parts.quoted


def _addresses_of(case: Mapping[str, Any]) -> set[str]:
    contact = case.get("Contact") or {}
    both = (str(contact.get("Email") or ""), str(case.get("SuppliedEmail") or ""))
    return {each.strip().lower() for each in both if each.strip()}


def number_of(row: Mapping[str, Any]) -> str:
    """The number of a record. Raises Malformed."""
    number = str(row.get("Id") or "")
    if not NUMBER.fullmatch(number):
        raise Malformed(_("A comment came without a number."))
    return number


def _flat(text: str) -> str:
    return " ".join(text.split()).lower()
