"""Programs that act as one of the cast."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.core import clock
from hub.core.db import transaction
from hub.people import tokens
from tests import cast

BASE = "/api/v1"


class Program:
    """A program with a token of somebody."""

    def __init__(self, app: APIFlask, handle: str, scopes: tuple[str, ...]) -> None:
        self.handle = handle
        self.client: FlaskClient = app.test_client()
        with app.app_context(), transaction():
            made = tokens.make_token(cast.person(handle), "test", scopes, clock.now() + timedelta(days=1))
        self.token = made.text

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request; `idempotency_key` and the like become headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Authorization", f"Bearer {self.token}")
        return self.client.open(BASE + path, method=method, json=body, headers=named)

    def get(self, path: str) -> TestResponse:
        return self.ask("GET", path)

    def post(self, path: str, **body: Any) -> TestResponse:
        return self.ask("POST", path, body)

    def put(self, path: str, **body: Any) -> TestResponse:
        return self.ask("PUT", path, body)


@pytest.fixture
def program(app: APIFlask) -> Callable[..., Program]:
    """A program that acts as `handle`, with every scope unless some are named."""

    def make(handle: str, *scopes: str) -> Program:
        return Program(app, handle, scopes or tokens.SCOPES)

    return make
