"""Statements that are built once: for whoever asks, and with no more than that one may read."""

from typing import Any

import pytest
from sqlalchemy import Select, select

from hub.conversations.actions import start
from hub.core import clock
from hub.core.permissions import COLLEAGUE, SYSTEM, Actor, readable
from hub.people.prepared import prepared
from hub.threads.models import Comment
from tests import cast

pytestmark = pytest.mark.usefixtures("ctx")


@prepared
def _said(me: Actor) -> Select[Any]:
    return readable(me, select(Comment)).with_only_columns(Comment.text)


@prepared
def _said_by_now(me: Actor) -> Select[Any]:
    return readable(me, select(Comment)).where(Comment.created_at < clock.now())


def test_what_is_kept_does_not_tell_of_the_moment_it_was_built_in() -> None:
    with pytest.raises(RuntimeError, match="bindparam"):
        _said_by_now(cast.person("ada"))
    assert clock.now(), "uncovered again"


def test_each_reads_their_own_and_a_program_no_conversations() -> None:
    ada, ben, finn = (cast.person(name) for name in ("ada", "ben", "finn"))
    start(ben, [ada], "between us two")
    assert _said(ada).scalars().all() == _said(ben).scalars().all() == ["between us two"]
    assert _said(finn).scalars().all() == []
    ada.__dict__["token_scopes"] = frozenset({"read"})  # the same person, by a program of theirs
    assert _said(ada).scalars().all() == []
    ada.__dict__["token_scopes"] = frozenset({"read", "messages"})
    assert _said(ada).scalars().all() == ["between us two"]
    del ada.__dict__["token_scopes"]
    assert _said(ada).scalars().all() == _said(SYSTEM).scalars().all()
    assert _said(COLLEAGUE).scalars().all() == []
