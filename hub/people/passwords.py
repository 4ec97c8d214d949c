"""Passwords: argon2id, the same work for accounts that exist and that do not."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106's second choice, for machines that serve many sign-ins at once.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Of a password that nobody has, made with the same settings; making it at each start would cost the start.
_DUMMY = "$argon2id$v=19$m=19456,t=2,p=1$ZUVQchB4WT1wYmMZA1mefg$hOXB0lR1/kq0Mh+N0jfQcRJM4CkVZokif5KvmTCF3yU"


def hashed(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is right. Takes as long when there is nothing to compare with."""
    try:
        return _hasher.verify(stored or _DUMMY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)
