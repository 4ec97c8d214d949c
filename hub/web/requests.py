"""A request as it comes in, without NUL: no text may hold it, and PostgreSQL refuses it."""

from typing import Any

from flask import Request

# The sign for "unreadable" (U+FFFD) stands instead, as WSGI spells it in a path and in what is asked for.
INSTEAD = {"PATH_INFO": ("\x00", "\xef\xbf\xbd"), "QUERY_STRING": ("%00", "%EF%BF%BD")}


class HubRequest(Request):
    """Its address has no NUL, neither in the path nor in what is asked for; forms lose it in forms.py."""

    def __init__(self, environ: dict[str, Any], *more: Any, **options: Any) -> None:
        for name, (nul, sign) in INSTEAD.items():
            if nul in environ.get(name, ""):
                environ[name] = environ[name].replace(nul, sign)
        super().__init__(environ, *more, **options)
