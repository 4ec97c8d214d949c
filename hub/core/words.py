"""What people read, in their language. The English sentence is the key of its translation.

The web layer says at the beginning of each request whose language it is; work that is done for
somebody else (a mail, say) is done inside `speaking(language)`. How to write a text: docs/translating.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE = "en"  # what the code itself speaks: always whole
FOLDER = Path(__file__).parent.parent / "translations"
DOMAIN = "messages"

_spoken: ContextVar[str] = ContextVar("spoken", default="")
_hub: list[str] = [SOURCE]  # what the hub speaks when nobody chose


def gettext(text: str, /, **values: Any) -> str:
    """The sentence in the language of this moment; `%(name)s` is filled from `values`."""
    said = _catalogue(language()).ugettext(text) if language() != SOURCE else str.__str__(text)
    return str(said % values) if values else str(said)


def ngettext(one: str, many: str, count: float, /, **values: Any) -> str:
    """The sentence that fits the number, by the language's own rules; the number itself is `%(num)s`."""
    return choose(one, many, count) % {"num": count, **values}


def choose(one: str, many: str, count: float) -> str:
    """The one of both that fits the number, in the language of this moment, not filled in yet."""
    if language() == SOURCE:
        return one if count == 1 else many
    return str(_catalogue(language()).ungettext(one, many, count))  # type: ignore[arg-type]  # 1.5 is many


class Lazy(str):
    """A text of the code that is said anew each time it is read: English for programs, else translated."""

    __slots__ = ()

    def __str__(self) -> str:
        return gettext(str.__str__(self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __add__(self, other: str) -> str:
        return str(self) + str(other)

    def __radd__(self, other: str) -> str:
        return str(other) + str(self)

    def __mod__(self, values: Any) -> str:
        return str(str(self) % values)

    def __getitem__(self, key: Any) -> str:
        return str(self)[key]

    def lower(self) -> str:
        """As str.lower, of what is said."""
        return str(self).lower()

    def capitalize(self) -> str:
        """As str.capitalize, of what is said."""
        return str(self).capitalize()

    def format(self, *args: Any, **values: Any) -> str:
        """As str.format, of what is said."""
        return str(self).format(*args, **values)


def lazy(text: str) -> str:
    """For texts that stand in tables, classes and manifests, which are made before anybody reads them."""
    return Lazy(text)


def midsentence(label: str) -> str:
    """A label inside a sentence: English begins it small, other languages know best themselves."""
    text = str(label)
    return text[:1].lower() + text[1:] if language() == SOURCE else text  # "18 Nov" stays


def language() -> str:
    """The code of the language of this moment: "en", "de"."""
    return _spoken.get() or _hub[0]


def locale() -> Locale:
    """Babel's rules for it: names of months, numbers, direction."""
    return _locale(language())


def language_name(code: str) -> str:
    """ "German", in the language of the reader; as it was typed where nobody knows it, "" for none."""
    try:
        return (_locale(code).get_language_name(locale()) or code) if code else ""
    except (ValueError, UnknownLocaleError):
        return code


def speak(language: str) -> None:
    """From now on in this request or thread. A language nobody wrote for us is passed over."""
    _spoken.set(language if language in offered() else "")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside is said in this language, or the hub's where there is no such one."""
    before = _spoken.set(language if language in offered() else "")
    try:
        yield
    finally:
        _spoken.reset(before)


def settle(language: str) -> None:
    """What the hub speaks with people who chose nothing; said once at the start."""
    _hub[0] = language if language in offered() else SOURCE


@lru_cache(maxsize=1)
def offered() -> dict[str, str]:
    """Code → its own name, of every language there are texts in: {"en": "English", "de": "Deutsch"}."""
    codes = sorted(path.parent.parent.name for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return {code: (_locale(code).get_display_name(code) or code).capitalize() for code in (SOURCE, *codes)}


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    return Locale.parse(code)


@lru_cache(maxsize=64)
def _catalogue(code: str) -> NullTranslations:
    """Compiled at set-up; a text that changed since then is read as it stands."""
    if code == SOURCE:
        return NullTranslations()
    written = FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = written.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= written.stat().st_mtime:
        return Translations(BytesIO(compiled.read_bytes()), domain=DOMAIN)
    made = BytesIO()
    with written.open("rb") as file:
        write_mo(made, read_po(file, locale=code))
    made.seek(0)
    return Translations(made, domain=DOMAIN)
