"""The errors that a person may meet. Each becomes a page or a JSON body of one shape (hub.web.errors).

`message` is written for people: what happened, why, what to do.
"""

from hub.core.words import gettext as _
from hub.core.words import lazy


class HubError(Exception):
    """Base of all errors that have an answer for the person who caused them."""

    status = 500
    code = "error"
    message = lazy("Something went wrong on our side. Nothing you sent was changed. Please try again.")

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        self.message = str(message or type(self).message)
        self.field = field
        self.details: dict[str, object] = {}  # what a program needs to go on, beside the words
        super().__init__(self.message)


class NotFound(HubError):
    """It does not exist, or not for this person: the two must look the same."""

    status = 404
    code = "not_found"
    message = lazy("There is nothing here, or it is not shared with you. Check the address or search for it.")


class Denied(HubError):
    """The person sees the thing but may not do this to it."""

    status = 403
    code = "denied"
    message = lazy("You may not do this here. Ask the people who look after this place.")


class Invalid(HubError):
    """What was sent cannot be accepted as it is."""

    status = 422
    code = "invalid"
    message = lazy("Some of what you sent cannot be accepted. Please correct it and send it again.")

    def __init__(
        self,
        message: str | None = None,
        *,
        field: str | None = None,
        fields: dict[str, list[str]] | None = None,
    ) -> None:
        super().__init__(message, field=field)
        self.fields = fields or ({field: [self.message]} if field else {})


class NeedsYes(Exception):
    """It can be done, once the sender says that `count` people shall be called by it.

    No HubError: nothing is wrong with the text, so no form may show it as refused. A page of its own asks.
    """

    status = 422
    code = field = "confirm"

    def __init__(self, count: int) -> None:
        self.count = count
        self.message = _(
            "This reaches %(count)s people: everybody in the groups you name who may read it. Say that "
            "you mean all of them (a program sends Confirm-Reach: %(count)s), or name fewer.",
            count=count,
        )
        super().__init__(self.message)


class Conflict(HubError):
    """Somebody else changed it first, or it was done already."""

    status = 409
    code = "conflict"
    message = lazy("Somebody changed this while you were working on it. Look at both versions and decide.")


class TooMuch(HubError):
    """A limit on how often or how much was reached."""

    status = 429
    code = "too_many_requests"
    message = lazy("That was too much in a short time. Wait a minute and try again; nothing was lost.")
