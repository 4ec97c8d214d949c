"""For Kind.paths: from addresses of pages to the refs of what stands there."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from hub.core.db import session


def numbered(place: str, kind: str) -> Callable[[Iterable[str]], dict[str, str]]:
    """For Kind.paths of things at `/place/12-any-words`: the number says which one it is."""
    pattern = re.compile(rf"/{place}/(\d{{1,18}})(?:-[\w-]*)?")

    def refs_of(paths: Iterable[str]) -> dict[str, str]:
        found = ((path, pattern.fullmatch(path)) for path in paths)
        return {path: f"{kind}:{int(hit[1])}" for path, hit in found if hit}

    return refs_of


def named(place: str, model: Any, key: Any, kind: str) -> Callable[[Iterable[str]], dict[str, str]]:
    """For Kind.paths of things at `/place/word`, which `key` of their rows says.

    What is not there is number 0: nobody can open it, as they cannot open what is hidden from them.
    """
    pattern = re.compile(rf"/{place}/(?!new$)([a-z0-9][\w.-]{{0,129}})")

    def refs_of(paths: Iterable[str]) -> dict[str, str]:
        words = {path: hit[1] for path in paths if (hit := pattern.fullmatch(path))}
        if not words:
            return {}
        rows = session().execute(select(key, model.id).where(key.in_(set(words.values()))))
        ids = {row[0]: row[1] for row in rows}
        return {path: f"{kind}:{ids.get(word, 0)}" for path, word in words.items()}

    return refs_of
