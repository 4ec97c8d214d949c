"""Who asks and from where, for the code below the web layer that must not read a request."""

from contextvars import ContextVar

address: ContextVar[str] = ContextVar("address", default="")
request_id: ContextVar[str] = ContextVar("request_id", default="")
