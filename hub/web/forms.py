"""Reading what was sent: a pydantic model per form, every field named and bounded.

    form = read(AnswerForm)          # from the request
    if not form.ok: return page(..., form=form), 422
    form.data.body

The values stay in `form.values` as typed, so a refused form comes back filled in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar, get_origin

from flask import request
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic.fields import FieldInfo
from werkzeug.datastructures import MultiDict

from hub.core.limits import LIMITS
from hub.core.turning import unturned
from hub.core.words import gettext as _

F = TypeVar("F", bound="Form")

IGNORED = frozenset({"csrf_token", "once", "confirm_reach"})


_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0]*"
)


def _unix_lines(value: Any) -> Any:
    """Browsers send CRLF; we keep LF. NUL and signs that turn the direction are in no text that a person
    meant to write, and one of which nothing can be seen is empty."""
    if not isinstance(value, str):
        return value
    text = unturned(value.replace("\r\n", "\n").replace("\0", ""))
    return "" if _UNSEEN.fullmatch(text) else text


def bounded(most: int, least: int = 0) -> StringConstraints:
    """How long a text may be, trimmed: `Annotated[str, bounded(200, 1), LINES]`."""
    return StringConstraints(min_length=least, max_length=most, strip_whitespace=True)


LINES = BeforeValidator(_unix_lines)

Title = Annotated[str, bounded(LIMITS.title, 1), LINES]
Body = Annotated[str, bounded(LIMITS.body, 1), LINES]
OptionalBody = Annotated[str, bounded(LIMITS.body), LINES]
Short = Annotated[str, bounded(LIMITS.short), LINES]
Note = Annotated[str, bounded(LIMITS.note), LINES]
Name = Annotated[str, bounded(LIMITS.name, 1), LINES]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.password)]
MailAddress = Annotated[str, bounded(LIMITS.address, 3), LINES]


class Form(BaseModel):
    """Base of all forms: a field nobody named is refused. What checks one is made when it is first read."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


@dataclass
class Read(Generic[F]):
    """A form as it was sent: the checked data, or messages per field beside the typed values."""

    values: dict[str, Any]
    data_or_none: F | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether somebody sent it: a blank one has neither data nor errors."""
        return self.data_or_none is not None or bool(self.errors)

    @property
    def ok(self) -> bool:
        """Whether everything could be accepted."""
        return self.data_or_none is not None and not self.errors

    @property
    def data(self) -> F:
        """The checked values. Only after `ok`."""
        if self.data_or_none is None:
            raise ValueError("a form with errors has no data")
        return self.data_or_none

    def error(self, name: str) -> str:
        """The messages of one field as one text, for the template."""
        return " ".join(self.errors.get(name, ()))

    def value(self, name: str, default: Any = "") -> Any:
        """What was typed into a field."""
        return self.values.get(name, default)

    def refuse(self, name: str, message: str) -> None:
        """Add a message that only the action could find."""
        self.errors.setdefault(name, []).append(message)


def blank(**values: Any) -> Read[Any]:
    """A form that nobody has sent yet, filled with `values`."""
    return Read(values=values)


def read(model: type[F], source: MultiDict[str, str] | None = None) -> Read[F]:
    """Check what was sent (the request's form unless `source` is given) against `model`."""
    sent = request.form if source is None else source
    values, errors = _collect(model, sent)
    filled = {name: value for name, value in values.items() if value not in ("", [])}
    try:
        data = model.model_validate(filled)
    except ValidationError as failure:
        for each in failure.errors():
            name = str(each["loc"][0]) if each["loc"] else ""
            errors.setdefault(name, []).append(message_for(each))
        return Read(values=values, errors=errors)
    return Read(values=values, data_or_none=data, errors=errors)


def message_for(error: Mapping[str, Any]) -> str:
    """A validation error in words a person can use."""
    limits = error.get("ctx") or {}
    match error["type"]:
        case "missing" | "string_too_short":
            return _("Please fill this in.")
        case "string_too_long":
            over = len(str(error.get("input", ""))) - limits["max_length"]
            return _(
                "This is %(over)s characters too long (at most %(limits)s).",
                over=over,
                limits=limits["max_length"],
            )
        case "extra_forbidden":
            return _("This field is not known here. Reload the page and try again.")
        case "too_long":
            return _("At most %(most)s of these, please.", most=limits["max_length"])
        case "enum" | "literal_error":
            return _("Please choose one of the offered values.")
        case "int_parsing" | "int_type" | "float_parsing":
            return _("Please give a number.")
        case "value_error":
            return str(limits.get("error", error["msg"]))
        case _:
            return _("This cannot be read: %(why)s.", why=str(error["msg"]).rstrip(".").lower())


def _collect(model: type[Form], sent: MultiDict[str, str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    takes_part = model.model_config.get("extra") == "ignore"  # of a larger form; the rest may be anything
    for name, found in sent.lists():
        if name in IGNORED or (takes_part and name not in model.model_fields):
            continue
        if _takes_many(model.model_fields.get(name)):
            values[name] = [value for value in found if value != ""]
        else:
            values[name] = found[0]
            if len(found) > 1:
                errors[name] = [_("This was sent twice. Reload the page and try again.")]
    return values, errors


def _takes_many(info: FieldInfo | None) -> bool:
    return info is not None and get_origin(info.annotation) in (list, tuple, set, frozenset)
