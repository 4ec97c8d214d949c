"""Coming in: checking a password, slowing down guessing, and the way back when it is forgotten.

Nothing here tells whether an account exists: the same answer, the same work, for both.
"""

import hashlib
import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, func, select, text

from hub.core import clock
from hub.core.db import is_postgres, session, transaction
from hub.core.deliveries import enqueue
from hub.core.errors import Invalid, TooMuch
from hub.core.words import gettext as _
from hub.core.words import lazy, speaking
from hub.people import actions, passwords
from hub.people.models import Person, PersonToken, SignInTry

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 60
RESET_LIFETIME = timedelta(minutes=60)
RESET = "reset"
INVITATION_LIFETIME = timedelta(days=7)

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(4242003)")

REFUSED = lazy("This e-mail and password don’t fit together. Caps Lock? If you forgot it, ask for a new one.")


def check(email: str, password: str, address: str) -> Person:
    """The person with this address and password.

    Raises Invalid when they do not fit, TooMuch after too many tries for the account or from here.
    """
    account = _digest(email.strip().lower())
    _note_try(account, address)
    found = session().scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()
    stored = found.password_hash if found is not None and found.is_active else None
    if not passwords.matches(stored, password) or found is None:
        raise Invalid(REFUSED, field="password")
    with transaction() as db:
        db.execute(delete(SignInTry).where(SignInTry.account == account))
        if stored is not None and passwords.is_outdated(stored):
            found.password_hash = passwords.hashed(password)
    return found


def ask_reset(email: str, address: str) -> None:
    """Send a link with which the password can be set anew, if there is such an account."""
    account = _digest("reset:" + email.strip().lower())
    _note_try(account, address)
    found = session().scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()
    if found is None or not found.is_active:
        return
    with transaction():
        token = _new_token(found, RESET_LIFETIME)
        enqueue("mail", f"reset:{_hash(token).hex()[:32]}", _reset_mail(found, token))


def person_of_reset(token: str) -> Person | None:
    """Whom a link lets set a password; None when it was used, is too old, or things have changed."""
    row = session().get(PersonToken, _hash(token))
    if row is None or row.purpose != RESET or row.used_at or row.expires_at <= clock.now():
        return None
    found = session().get(Person, row.person_id)
    return found if found is not None and found.is_active and row.bound_to == _bound(found) else None


def reset(token: str, password: str) -> Person:
    """Set a new password with a link; every session and every other link of the account ends."""
    found = person_of_reset(token)
    if found is None:
        raise Invalid(_("This link was used already or is too old. Ask for a new one."))
    actions.change_password(found, found, password)
    return found


def forget_old_tries() -> int:
    """Throw away what no longer counts. Returns how many."""
    with transaction() as db:
        gone = db.execute(delete(SignInTry).where(SignInTry.at < clock.now() - 2 * WINDOW))
        return gone.rowcount or 0  # type: ignore[attr-defined]


def invite_mail(person: Person) -> None:
    """Send a new colleague the link with which they choose a password, inside a transaction."""
    config = current_app.config["HUB"]
    token = _new_token(person, INVITATION_LIFETIME)
    with speaking(person.language):
        body = _(
            "Hello %(name)s,\n\nyou have an account on %(product)s now. With this link you "
            "choose a password; it works once, for a week:\n\n%(address)s\n",
            name=person.first_name,
            product=config.product,
            address=_address(token),
        )
        subject = _("Your account on %(product)s", product=config.product)
    mail = {"to": person.email, "subject": subject, "text": body}
    enqueue("mail", f"invite:{_hash(token).hex()[:32]}", mail)


def _new_token(person: Person, lifetime: timedelta) -> str:
    token, moment = secrets.token_urlsafe(32), clock.now()
    session().add(
        PersonToken(
            token_hash=_hash(token),
            person_id=person.id,
            purpose=RESET,
            bound_to=_bound(person),
            created_at=moment,
            expires_at=moment + lifetime,
        )
    )
    return token


def _note_try(account: str, address: str) -> None:
    """Count a try before the answer to it is known, so that many at once are counted too."""
    with transaction() as db:
        if is_postgres():  # the other database has one writer at a time
            db.execute(_ONE_AT_A_TIME)
        _slow_down(account, address)
        db.add(SignInTry(account=account, address=address, at=clock.now()))


def _slow_down(account: str, address: str) -> None:
    since = clock.now() - WINDOW
    for column, value, most in (
        (SignInTry.account, account, TRIES_PER_ACCOUNT),
        (SignInTry.address, address, TRIES_PER_ADDRESS),
    ):
        statement = select(func.count(SignInTry.id)).where(column == value, SignInTry.at > since)
        if (session().scalar(statement) or 0) >= most:
            raise TooMuch(_("Too many tries. Wait a quarter of an hour, or ask for a new password."))


def _reset_mail(person: Person, token: str) -> dict[str, str]:
    config = current_app.config["HUB"]
    with speaking(person.language):
        text = _(
            "Hello %(name)s,\n\nwith this link you can choose a new password. It works once, for an hour:"
            "\n\n%(address)s\n\n"
            "If it was not you who asked for it, do nothing; your password stays as it is.",
            name=person.first_name,
            address=_address(token),
        )
        subject = _("A new password for %(product)s", product=config.product)
    return {"to": person.email, "subject": subject, "text": text}


def _address(token: str) -> str:
    return f"{current_app.config['HUB'].public_url}/sign-in/reset/{token}"


def _bound(person: Person) -> str:
    """What a link rests on: it dies when the address or the password changes."""
    changed = person.password_changed_at.isoformat() if person.password_changed_at else ""
    return f"{person.email}|{changed}"


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
