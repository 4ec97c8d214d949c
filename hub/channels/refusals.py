"""How a provider refuses, whatever its format: what comes next follows from the kind."""


class Refused(Exception):
    """The account does not let us in, or not do this: somebody has to look at it."""


class Busy(Exception):
    """Not now. `seconds`: how long it asks us to wait, if it does."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Unclear(Exception):
    """The line broke: it may have been done."""


class Gone(Exception):
    """What it is about is not there any more."""


class Rejected(Exception):
    """It does not take this; the message says why."""
