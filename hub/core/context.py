"""Who asks and from where, for the code below the web layer that must not read a request."""

from contextvars import ContextVar

address: ContextVar[str] = ContextVar("address", default="")
request_id: ContextVar[str] = ContextVar("request_id", default="")
# How many people the sender has agreed to call by one text; None: nobody is there to be asked.
reach: ContextVar[int | None] = ContextVar("reach", default=None)
