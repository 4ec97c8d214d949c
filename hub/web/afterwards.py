"""What is written when an answer is on its way: nobody waits for it, and no fault of it shows."""

from collections.abc import Callable

import structlog
from flask import Flask, Response, after_this_request, current_app

from hub.core.db import session

log = structlog.get_logger()


def afterwards(write: Callable[[], None]) -> None:
    """Call `write` once the answer to the present request has left."""

    def later(response: Response) -> Response:
        when_left(response, write)
        return response

    after_this_request(later)


def when_left(response: Response, write: Callable[[], None]) -> None:
    """Call `write` once `response` has left, with a database session of its own."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def quietly() -> None:
        with app.app_context():
            try:
                write()
            except Exception as error:
                log.warning("not_written_afterwards", error=repr(error)[:300])
            finally:
                session.remove()

    response.call_on_close(quietly)
