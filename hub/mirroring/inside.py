"""Internal comments as notes, and which colleague is whom there. No channel knows the table of notes."""

from sqlalchemy import select

from hub.cases.models import Case, Note
from hub.channels.owner import owner_of
from hub.core.db import session
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.words import gettext as _
from hub.mirroring.helpdesk import Said, Who
from hub.mirroring.models import MirroredTicket
from hub.people.models import Person


def person_of(who: Who) -> Person | None:
    """The colleague with this agent's address."""
    mail = who.mail.strip().lower()
    if not mail or not who.is_agent:
        return None
    return session().scalars(select(Person).where(Person.email == mail)).one_or_none()


def keeper_of(case: Case, who: Who) -> Person:
    """Who stands as the author here: the colleague, else whoever opened the mirror."""
    return person_of(who) or session().get_one(Person, case.channel.settings["opened_by"])


def add_note(ticket: MirroredTicket, case: Case, said: Said) -> None:
    """An internal comment. Whoever is not known here is named in it."""
    words = _words(ticket, case, said)
    made, author = safe_render(words), keeper_of(case, said.by)
    note = Note(
        case_id=case.id, case=case, space_id=case.space_id, author_id=author.id, author=author,
        body=words, html=made.html, text=made.text, at=said.at,
    )  # fmt: skip
    session().add(note)
    session().flush()
    ticket.notes = {**ticket.notes, said.number: note.id}


def reword_note(ticket: MirroredTicket, case: Case, said: Said) -> None:
    """It reads as it does there now. Our own note, which we put there, is none of these."""
    note, words = _kept(ticket, said.number), _words(ticket, case, said)
    if note is not None and note.body != words:
        made = safe_render(words)
        note.body, note.html, note.text = words, made.html, made.text


def blank_note(ticket: MirroredTicket, number: str) -> None:
    """Its words go; that there was one stays."""
    note = _kept(ticket, number)
    if note is not None:
        owner = owner_of(ticket.channel)
        note.body = note.text = _("This internal comment was deleted in %(owner)s.", owner=owner)
        note.html = safe_render(note.body).html


def _kept(ticket: MirroredTicket, number: str) -> Note | None:
    return session().get(Note, ticket.notes[number]) if ticket.notes.get(number) else None


def _words(ticket: MirroredTicket, case: Case, said: Said) -> str:
    """What was said and by whom, with what was attached below."""
    files = [each["link"] for each in ticket.files.values() if each["of"] == said.number and each.get("link")]
    below = "".join(f"\n\n{link}" for link in files)
    words = said.text
    if person_of(said.by) is None:
        name, owner = said.by.name or "?", owner_of(case.channel)
        words = _("%(name)s, internally in %(owner)s:", name=name, owner=owner) + f"\n\n{words}"
    return words[: LIMITS.body - len(below)] + below
