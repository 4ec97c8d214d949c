"""Rules about what may be used where: the database, the request, the network, the clock, Whoosh."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source import Finding, Source, called_name, calls, functions, imports

NETWORK = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "imap_tools",
    "imaplib",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
    "websocket",
}
SQL_SINKS = {"execute", "executemany", "executescript", "exec_driver_sql", "scalar", "scalars"}
SQL_MAKERS = {"text", "literal_column", "DDL"}
SQL_MODULES = {"sa", "sqlalchemy"}
WALL_CLOCKS = {
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "time.time",
    "time.time_ns",
}


def commits(module: Source) -> Iterator[Finding]:
    """Only transaction() in hub/core/db.py commits, so that a change and its fact are one.

    Wrap the change in `with transaction() as db:`; transactions nest.
    """
    for call in calls(module):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit":
            yield call.lineno, ast.unparse(call)


def uses_of_the_request(module: Source) -> Iterator[Finding]:
    """Flask's request and cookie session belong to routes.py, api.py and hub/web/.

    Actions, queries and rules get what they need as arguments (the actor first), so that a job, a
    test or the command line can call them too.
    """
    for line, source, name in imports(module.nodes):
        if source in ("flask", "apiflask") and name in ("request", "session"):
            yield line, f"from {source} import {name}"
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr in ("request", "session"):
            used = ast.unparse(node)
            if used in ("flask.request", "flask.session"):
                yield node.lineno, used


def imports_of_whoosh(module: Source) -> Iterator[Finding]:
    """Only search/whoosh_engine.py knows Whoosh; everything else knows the engine protocol."""
    for line, source, _name in imports(module.nodes):
        if source.split(".")[0] == "whoosh":
            yield line, f"imports {source}"


def network_imports(module: Source) -> Iterator[Finding]:
    """The network is reached through the one fetcher and the transports of channels, nowhere else.

    They hold the guard against private addresses, the time limits and the size limits.
    """
    for line, source, name in imports(module.nodes):
        for used in {source, f"{source}.{name}"} & NETWORK:
            yield line, f"imports {used}"


def hidden_imports(module: Source) -> Iterator[Finding]:
    """An import inside a function dodges a cycle, and a cycle is a design fault.

    Move it to the top. If it is there because the package is optional, name it with its reason
    in HIDDEN_IMPORTS.
    """
    seen = set()
    for function in functions(module):
        for line, source, _name in imports(ast.walk(function)):
            if (line, source) not in seen:
                seen.add((line, source))
                yield line, f"{source} inside {function.name}()"


def sql_from_strings(module: Source) -> Iterator[Finding]:
    """SQL is built by SQLAlchemy or is a constant with :parameters; text is never put into it."""
    from_sqlalchemy = {
        name for _line, source, name in imports(module.nodes) if source.startswith("sqlalchemy")
    }
    for call in calls(module):
        name = called_name(call)
        is_maker = name in SQL_MAKERS and (name in from_sqlalchemy or comes_from(call.func, SQL_MODULES))
        if (name in SQL_SINKS or is_maker) and call.args and is_composed(call.args[0]):
            yield call.lineno, ast.unparse(call)[:90]


def comes_from(function: ast.expr, names: set[str]) -> bool:
    """Whether it is called as `name.function()`: the row of a dump has a text() too."""
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id in names
    )


def is_composed(node: ast.expr) -> bool:
    """An f-string with a value in it, "..." % x, "..." + x, "...".format(x)."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return any(is_text(side) or is_composed(side) for side in (node.left, node.right))
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
        and is_text(node.func.value)
    )


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def trusted_markup(module: Source) -> Iterator[Finding]:
    """Markup() turns escaping off: only the sanitizer, the filters and the snippets may do it."""
    for call in calls(module):
        if called_name(call) == "Markup":
            yield call.lineno, ast.unparse(call)[:90]


def wall_clocks(module: Source) -> Iterator[Finding]:
    """hub/core/clock.py is the only clock, so that tests can set it. Use clock.now()."""
    for call in calls(module):
        tail = ".".join(ast.unparse(call.func).split(".")[-2:])
        if tail in WALL_CLOCKS:
            yield call.lineno, ast.unparse(call)


def imports_of_the_application(module: Source) -> Iterator[Finding]:
    """A migration imports nothing of the application: it must mean the same in five years."""
    for line, source, _name in imports(module.nodes):
        if source.split(".")[0] in ("hub", "search", "plugins", "config", "wsgi"):
            yield line, f"imports {source}"
