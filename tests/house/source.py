"""The files of this checkout as the house rules see them, and how a broken rule is told."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = ("hub/", "search/", "plugins/", "config.py", "wsgi.py")
NOT_OURS = (".venv/", "node_modules/", "var/", "hub/web/static/dist/")


@dataclass(frozen=True)
class Source:
    """One file: its path from the top of the checkout, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree: many rules look at all of them."""
        return list(ast.walk(self.tree))

    @property
    def line_count(self) -> int:
        return self.text.count("\n")

    def within(self, *places: str) -> bool:
        return self.path.startswith(places)

    @property
    def is_test(self) -> bool:
        return self.path.startswith("tests/") or "/tests/" in self.path

    @property
    def is_template(self) -> bool:
        return "templates/" in self.path and self.path.endswith((".html", ".txt", ".xml"))


# What a rule finds: the line, and what is wrong with it.
Finding = tuple[int, str]
Rule = Callable[[Source], Iterable[Finding]]


@cache
def sources() -> tuple[Source, ...]:
    """Every text file that is, or could be, committed."""
    return tuple(found for path in paths() if (found := read(path)))


def paths() -> Iterator[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        yield from filter(None, listed.stdout.split("\0"))
        return
    for path in ROOT.rglob("*"):  # a released archive has no git
        relative = path.relative_to(ROOT).as_posix()
        if not relative.startswith(NOT_OURS) and "__pycache__" not in relative:
            yield relative


def read(path: str) -> Source | None:
    """None for a picture, a folder, or a file deleted since git saw it."""
    try:
        return Source(path, (ROOT / path).read_text(encoding="utf-8"))
    except (UnicodeDecodeError, OSError):
        return None


def modules(*places: str) -> list[Source]:
    """The Python files in these places; all of them when none is named."""
    return [
        source
        for source in sources()
        if source.path.endswith(".py") and (not places or source.within(*places))
    ]


def application() -> list[Source]:
    """What runs in production: no tests, no tools."""
    return [module for module in modules(*APPLICATION) if not module.is_test]


def templates() -> list[Source]:
    return [source for source in sources() if source.is_template]


def check(
    rule: Rule,
    over: Iterable[Source],
    allowed: Iterable[str] = (),
    known: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Fails with the rule's own explanation and every place that breaks it.

    `allowed` are paths, or folders when they end in "/". `known` excuses single findings:
    {path: {part of the finding: reason}}; an excuse that nobody needs any more fails as well.
    """
    exceptions, excuses = tuple(allowed), known or {}
    broken, unused = [], {(path, part) for path, parts in excuses.items() for part in parts}
    over = [source for source in over if not is_allowed(source.path, exceptions)]
    for source in over:
        for line, what in rule(source):
            excused = {(source.path, part) for part in excuses.get(source.path, {}) if part in what}
            unused -= excused
            if not excused:
                broken.append(f"  {source.path}:{line}: {what}")
    present = {source.path for source in over}
    broken += [f"  {path}: {part!r} needs no excuse" for path, part in unused if path in present]
    if broken:
        pytest.fail(f"{rule.__doc__}\n" + "\n".join(broken), pytrace=False)


def is_allowed(path: str, allowed: tuple[str, ...]) -> bool:
    folders = tuple(place for place in allowed if place.endswith("/"))
    return path in allowed or (bool(folders) and path.startswith(folders))


def calls(module: Source) -> Iterator[ast.Call]:
    return (node for node in module.nodes if isinstance(node, ast.Call))


def functions(module: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str, str]]:
    """(line, module, name): `import a.b` gives ("a.b", ""), `from a import b` gives ("a", "b")."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, ""
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.lineno, node.module, alias.name


def called_name(call: ast.Call) -> str:
    """`commit` for both commit() and session.commit()."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
