"""The guard between inside and outside (D04, RC10). The only place where a CheckedReply is made.

`inspect` compares a draft with everything internal in reach of its case; `clear` turns a text
without open findings into the one thing a channel accepts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import func, or_, select

from hub.cases.check_models import Level
from hub.cases.checkrules import LEAST_REASON, levels
from hub.cases.file_models import ReplyFile
from hub.cases.fits import misfits
from hub.cases.identities import could_be
from hub.cases.models import Case, Customer, Identity, Message, Note
from hub.cases.replyfiles import files_of_message, seals_of, stands_inside
from hub.cases.sendcheck import closed_links, promises
from hub.cases.tongues import language_between, passage_between, tongues_of
from hub.cases.ways import WAY, choose
from hub.channels.contract import CheckedReply, MessageState, digest_of
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.features import registry, resolve_many
from hub.core.markup import Parts, split_audience
from hub.core.permissions import SYSTEM
from hub.core.words import gettext as _
from hub.core.words import language_name
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.people.models import Person
from hub.reuse.models import Provenance
from hub.reuse.passages import find_passages
from hub.reuse.variables import unfilled

EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
IN_REACH = (
    LinkKind.ASKED, LinkKind.JOINED, LinkKind.USED, LinkKind.LINKED, LinkKind.PINNED, LinkKind.INCIDENT,
)  # fmt: skip
MOST_VALUES = 5
READ_OUTSIDE = (MessageState.RECEIVED, MessageState.SENT, MessageState.DELIVERED, MessageState.READ)
APPROVED = ("vetted", "validated")


@dataclass(frozen=True)
class Finding:
    """Something in a draft that the customer should not read.

    `key` names it for an override; one that cannot be overridden must be taken out.
    """

    kind: str
    passage: str
    message: str
    start: int = -1
    end: int = -1
    may_override: bool = True
    blocks: bool = True  # one that does not is only said

    @property
    def key(self) -> str:
        """Stable for the same find in the same text."""
        return f"{self.kind}:{self.passage.casefold()[:80]}"


class Stopped(Invalid):
    """The guard did not let the reply pass."""

    code = "guard_stopped"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        first = findings[0]
        super().__init__(
            first.message,
            fields={"body": [finding.message for finding in findings]},
        )
        self.field = "body"


def inspect(
    case: Case, text: str, person: Person, waits: str | None = None, files: Sequence[ReplyFile] = (),
    way: str = "",
) -> list[Finding]:  # fmt: skip
    """Everything in `text` that speaks against sending it in this case, worst first.

    `waits`: with the sources of the person's reply that waits for a second person, not of the draft.
    `way`: in public or in private, where there is a choice (`ways.choose`).
    """
    inside = internal_in_reach(case, person, waits)
    allowed = _customer_side(case, person, waits)
    findings = [
        Finding(
            "internal", passage.text,
            _("“%(passage)s” comes from an internal-only part. The customer would read it.",
              passage=passage.text[:80]),
            passage.start, passage.end, may_override=True,
        )
        for passage in find_passages(text, inside, allowed)
    ]  # fmt: skip
    marked = split_audience(text)
    if marked.internal or marked.doubtful:
        findings.insert(0, _marked_internal(marked))
    findings += _unfilled(case, text)
    findings += _internal_addresses(text)
    findings += _other_customers(case, text)
    findings += _other_names(case, text)
    findings += _colleagues(case, text, person)
    findings += _other_language(case, text)
    findings += [Finding(*found) for found in misfits(case, text, choose(case, way))]
    findings += _closed_links(text)
    findings += _promises(text, allowed)
    for row in files:
        findings += _in_file(case, row, person, inside, allowed)
    return _by_rule(findings)


def _in_file(
    case: Case, row: ReplyFile, person: Person, inside: Sequence[str], allowed: Sequence[str]
) -> Iterable[Finding]:
    """What its name, its text and what it says about itself would tell; and where else the file stands."""
    name, words = row.file.name, row.words
    if stands_inside(row.file):
        said = _("The file “%(name)s” also stands inside. Is it meant for the customer?", name=name)
        yield Finding("file", name, said)
    if split_audience(words).internal:
        said = _("In the file “%(name)s” a part is marked as internal. It can never be sent.", name=name)
        yield Finding("marked", name, said, may_override=False)
    for passage in find_passages(words, inside, allowed):
        said = _("In the file “%(name)s”: “%(passage)s” comes from an internal-only part.", name=name,
                 passage=passage.text[:80])  # fmt: skip
        yield Finding("internal", passage.text, said)
    others = (*_other_customers(case, words), *_other_names(case, words), *_colleagues(case, words, person))
    for each in others:
        said = _("In the file “%(name)s”: %(message)s", name=name, message=each.message)
        yield replace(each, message=said, start=-1, end=-1)


def _by_rule(findings: Sequence[Finding]) -> list[Finding]:
    """As supervisors have decided: some stop, some ask for a reason, some are only said, last of all."""
    level = levels()
    kept = [each for each in findings if level.get(each.kind) != Level.OFF]
    shown = [
        replace(each, may_override=each.may_override and level.get(each.kind) != Level.STOP,
                blocks=level.get(each.kind) != Level.HINT)
        for each in kept
    ]  # fmt: skip
    return sorted(shown, key=lambda each: not each.blocks)


def language_key(wrote: str, written: str) -> str:
    """Under which a reply in another language than the customer's is let go with a reason."""
    return Finding("language", passage_between(wrote, written), "").key


def inspect_wording(text: str, person: Person, case: Case | None = None) -> list[Finding]:
    """What may not stand in words that are kept for any customer; `case`: where they were written."""
    marked = split_audience(text)
    findings = [_marked_internal(marked)] if marked.internal or marked.doubtful else []
    findings += _internal_addresses(text)
    findings += _other_customers(None, text)
    if case is not None:
        passages = find_passages(text, internal_in_reach(case, person), _customer_side(case, person))
        findings += [
            Finding(
                "internal", passage.text,
                _("“%(passage)s” comes from an internal-only part. The customer would read it.",
                  passage=passage.text[:80]),
                passage.start, passage.end,
            )
            for passage in passages
        ]  # fmt: skip
    return findings


def clear(
    case: Case,
    text: str,
    person: Person,
    overrides: Mapping[str, str],
    waits: str | None = None,
    files: Sequence[ReplyFile] = (),
    way: str = "",
) -> tuple[CheckedReply, list[tuple[Finding, str]]]:
    """The reply as it may leave, and the findings that were overridden with their reasons.

    Raises Stopped with what is still in the way.
    """
    if not text.strip():
        raise Invalid(_("There is nothing to send yet. Write to the customer first."), field="body")
    findings = inspect(case, text, person, waits, files, way)
    open_findings = [
        finding
        for finding in findings
        if finding.blocks
        and (not finding.may_override or len(overrides.get(finding.key, "").strip()) < LEAST_REASON)
    ]
    if open_findings:
        raise Stopped(open_findings)
    seals = seals_of(files)
    mark = choose(case, way).mark
    reply = CheckedReply(text, digest_of(text, current_app.config["SECRET_KEY"], seals, mark), seals, mark)
    kept = [finding for finding in findings if finding.blocks]
    return reply, [(finding, overrides[finding.key].strip()[:500]) for finding in kept]


def recheck(message: Message) -> CheckedReply | None:
    """The stored reply as a CheckedReply, if its text and its files are still those that were checked."""
    mark = str(message.extra.get(WAY, ""))
    reply = CheckedReply(message.body, message.digest, seals_of(files_of_message(message)), mark)
    return reply if reply.is_intact(current_app.config["SECRET_KEY"]) else None


def unchecked(text: str) -> CheckedReply:
    """A text to be looked at as it would leave. It carries no mark: nothing sends it."""
    return CheckedReply(text, "")


def automatic(text: str) -> CheckedReply:
    """A text of the hub's own (the question for a rating): written by us, never by a colleague."""
    return CheckedReply(text, digest_of(text, current_app.config["SECRET_KEY"]))


def internal_in_reach(case: Case, person: Person, waits: str | None = None) -> list[str]:
    """Every internal text that somebody writing in this case may have before them."""
    refs = set(targets_of(case.ref, IN_REACH))
    refs.update(source.source for source in draft_sources(case, person, waits))
    texts: list[str] = []
    for thing in resolve_many(SYSTEM, refs).values():
        kind = registry.kinds[thing.ref_kind]
        if kind.internal_texts is not None:
            texts += kind.internal_texts(thing)
    notes = session().scalars(select(Note.body).where(Note.case_id == case.id).limit(200))
    texts += list(notes)
    return [text for text in texts if text.strip()]


def draft_sources(case: Case, person: Person, waits: str | None = None) -> Sequence[Provenance]:
    """What this person has inserted into the reply that is not yet sent, or into the one that `waits`."""
    statement = select(Provenance).where(
        Provenance.case_ref == case.ref,
        Provenance.person_id == person.id,
        Provenance.reply.is_(None),
        Provenance.waits == waits if waits else Provenance.waits.is_(None),
    )
    return session().scalars(statement.order_by(Provenance.id)).all()


def _customer_side(case: Case, person: Person, waits: str | None = None) -> list[str]:
    """What the customer wrote or has read, and approved wording: repeating it tells nothing new.

    A reply that was held, taken back or never arrived was read by nobody, and wording that nobody
    vetted may itself hold what is internal.
    """
    statement = select(Message.body).where(Message.case_id == case.id, Message.state.in_(READ_OUTSIDE))
    texts = list(session().scalars(statement.order_by(Message.id.desc()).limit(200)))
    return texts + [each.text for each in draft_sources(case, person, waits) if each.trust in APPROVED]


def _marked_internal(marked: Parts) -> Finding:
    """A part that says of itself that it is internal, or might: it can never be sent."""
    part = marked.internal[0] if marked.internal else None
    return Finding(
        "marked",
        " ".join(part.text.split())[:120] if part else ":::internal",
        _("The reply holds a part that is marked as internal. Take it out; it can never be sent."),
        part.start if part else -1,
        part.end if part else -1,
        may_override=False,
    )


def _unfilled(case: Case, text: str) -> Iterable[Finding]:
    for name in unfilled(text):
        said = _("“%(name)s” is not filled in yet. Put the real value in.", name=name.replace("_", " "))
        values = could_be(case, name)[:MOST_VALUES] if name.startswith("[") else []
        if values:
            said += " " + _("Here it may be %(values)s.", values=", ".join(f"“{each}”" for each in values))
        yield Finding("variable", name, said, may_override=False)


def _internal_addresses(text: str) -> Iterable[Finding]:
    ours = urlsplit(current_app.config["HUB"].public_url)
    # However it is spelled, with or without the scheme; not the end of a mail address.
    pattern = (
        rf"(?:https?://|(?<![\w@.-])){re.escape(ours.netloc)}(?=/)|https?://{re.escape(ours.netloc)}"
        r"|(?<=\]\()/(?!/)[\w/]*"  # a link without a host leads nowhere outside
    )
    whole = rf"(?i)(?:{pattern})[^\s<>()\[\]\"']*(?<![.,;:!?])"  # all of it is taken out
    found = re.search(whole, text)
    if found is not None:
        yield Finding(
            "address", found[0], _("This address is of our own hub; a customer cannot open it. Take it out."),
            found.start(), found.end(), may_override=False,
        )  # fmt: skip


def _other_customers(case: Case | None, text: str) -> Iterable[Finding]:
    """Addresses of customers; without a case, of any of them."""
    found = {address.lower() for address in EMAIL.findall(text)[:50]}
    if not found:
        return
    statement = select(Identity.address).where(Identity.address.in_(found))
    if case is not None:
        statement = statement.where(Identity.customer_id != case.customer_id)
    for address in session().scalars(statement):
        yield Finding("customer", address, _("“%(address)s” belongs to another customer.", address=address))


def _other_names(case: Case, text: str) -> Iterable[Finding]:
    """Full names of other customers, as they are written."""
    names = {name for name in _names_in(text) if name.istitle() and name != case.customer.name}
    if not names:
        return
    statement = select(Customer.name).where(Customer.name.in_(names), Customer.id != case.customer_id)
    for name in session().scalars(statement.distinct().limit(20)):
        at = text.find(name)
        said = _("“%(name)s” is another customer. Nothing of one customer is told to another.", name=name)
        yield Finding("customer", name, said, at, at + len(name))


def _other_language(case: Case, text: str) -> Iterable[Finding]:
    """A reply in another language than the customer's last words, where both are beyond doubt."""
    wrote = tongues_of([case]).get(case.id, "")
    written = language_between(wrote, text)
    if written:
        theirs, ours = language_name(wrote), language_name(written)
        said = _(
            "The customer wrote in another language (%(theirs)s) than this reply (%(ours)s).",
            theirs=theirs,
            ours=ours,
        )
        yield Finding("language", passage_between(wrote, written), said)


def _colleagues(case: Case, text: str, person: Person) -> Iterable[Finding]:
    """Full names and addresses of colleagues; the writer may sign with the own name."""
    names = _names_in(text)
    emails = {address.lower() for address in EMAIL.findall(text)[:50]}
    statement = select(Person).where(
        Person.id != person.id,
        or_(Person.name.in_(names), func.lower(Person.name).in_(names), Person.email.in_(emails)),
    )
    for colleague in session().scalars(statement.limit(20)):
        for word in (colleague.name, colleague.email):
            at = text.casefold().find(word.casefold())
            if at >= 0 and word.casefold() != case.customer.name.casefold():
                yield Finding(
                    "colleague", word,
                    _("“%(word)s” is a colleague. Customers know the person who writes to them, "
                      "not the others.", word=word),
                    at, at + len(word),
                )  # fmt: skip


def _closed_links(text: str) -> Iterable[Finding]:
    for link, at in closed_links(text):
        said = _("A customer cannot open “%(link)s”: it leads into a house network.", link=link[:80])
        yield Finding("link", link, said, at, at + len(link))


def _promises(text: str, allowed: Sequence[str]) -> Iterable[Finding]:
    for words, at in promises(text, allowed):
        said = _("“%(words)s” promises something that stands in no text you use. Is it right?", words=words)
        yield Finding("promise", words, said, at, at + len(words))


def _names_in(text: str) -> set[str]:
    """Two and three words in a row, as typed and in lower case: what a full name may look like."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text[:20_000])[:1_500]
    runs = {" ".join(words[at : at + size]) for size in (2, 3) for at in range(len(words) - size + 1)}
    return runs | {run.lower() for run in runs}
