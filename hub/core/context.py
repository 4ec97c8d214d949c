"""Who asks and from where, for the code below the web layer that must not read a request."""

from collections.abc import Callable
from contextvars import ContextVar

address: ContextVar[str] = ContextVar("address", default="")
request_id: ContextVar[str] = ContextVar("request_id", default="")
# Tells how many people the sender has agreed to call by one text; None: nobody is there to be asked.
reach: ContextVar[Callable[[], int] | None] = ContextVar("reach", default=None)
