"""Rules about size, names, docstrings, and tests that would never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.source import Finding, Source, functions

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_DOCSTRING = 5
EMPTY_NAMES = {
    "common",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "service",
    "services",
    "util",
    "utils",
}
PLAIN_PATH = re.compile(r"[A-Za-z0-9._/-]+")
# Words built so that this file does not break its own rule.
PLACES_OF_A_MACHINE = re.compile(r"(?<![\w.])/(?:w[o]rk|r[o]ot|tm[p])/")
REGISTRY_HOSTS = re.compile(
    r"py[p]i\.org|python[h]osted\.org|npm[j]s\.(?:org|com)|yarn[p]kg\.com|artifact[o]ry", re.I
)


def long_files(source: Source) -> Iterator[Finding]:
    """No file over 400 lines: it holds more than one idea. Split it by subject."""
    if source.line_count > LONGEST_FILE:
        yield source.line_count, f"{source.line_count} lines"


def long_functions(module: Source) -> Iterator[Finding]:
    """No function over 40 lines. Give its steps names, below it."""
    for function in functions(module):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield function.lineno, f"{function.name}() has {length} lines"


def missing_docstrings(module: Source) -> Iterator[Finding]:
    """Every module opens with one to five lines: what lives here, and what does not."""
    if module.text.strip() and not ast.get_docstring(module.tree):
        yield 1, "no docstring"


def long_docstrings(module: Source) -> Iterator[Finding]:
    """A module's docstring has at most five lines; what needs more belongs into docs/."""
    lines = [line for line in (ast.get_docstring(module.tree) or "").splitlines() if line]
    if len(lines) > LONGEST_DOCSTRING:
        yield 1, f"{len(lines)} lines"


def empty_names(source: Source) -> Iterator[Finding]:
    """What has no name has no place yet: not utils, helpers, manager, service, common, misc."""
    for part in PurePosixPath(source.path).parts:
        if part.split(".")[0].lower() in EMPTY_NAMES:
            yield 1, f"the name {part}"


def strange_names(source: Source) -> Iterator[Finding]:
    """A path is letters, digits, ".", "_" and "-": anything else was written by a slip in a shell."""
    if not PLAIN_PATH.fullmatch(source.path):
        yield 1, f"the name {source.path}"


def functions_that_never_run(module: Source) -> Iterator[Finding]:
    """In a test file, a function that is no test, no fixture, and is used by nobody, never runs.

    Most likely its name lacks the `test_` prefix.
    """
    used = names_used(module.tree)
    for function in test_level_functions(module.tree):
        if function.name.startswith(("test_", "pytest_", "__")) or function.decorator_list:
            continue
        if function.name not in used:
            yield function.lineno, f"{function.name}() is never called"


def test_level_functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Those at the top of the file and in its Test classes: where pytest looks."""
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) and is_test_class(node) else [node]
        for found in inside:
            if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
                yield found


def is_test_class(node: ast.ClassDef) -> bool:
    return node.name.startswith("Test")


def names_used(tree: ast.AST) -> set[str]:
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return used | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def tests_outside_test_files(module: Source) -> Iterator[Finding]:
    """pytest collects test_*.py only; a test in another file never runs. Rename the file."""
    if PurePosixPath(module.path).name.startswith("test_"):
        return
    for function in test_level_functions(module.tree):
        if function.name.startswith("test_"):
            yield function.lineno, f"{function.name}()"


def places_of_a_machine(source: Source) -> Iterator[Finding]:
    """No paths of somebody's machine: take tmp_path in tests, and paths from the top elsewhere."""
    yield from lines_with(PLACES_OF_A_MACHINE, source)


def registry_hosts(source: Source) -> Iterator[Finding]:
    """Locks name packages and hashes, never a host: everybody uses the registry they trust."""
    yield from lines_with(REGISTRY_HOSTS, source)


def lines_with(pattern: re.Pattern[str], source: Source) -> Iterator[Finding]:
    for number, line in enumerate(source.text.splitlines(), start=1):
        if found := pattern.search(line):
            yield number, f"{found[0]!r}"
