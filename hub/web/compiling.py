"""Leaner code from the same templates: what Jinja does at every output and at every call, done with less.

A page of twenty answers makes four thousand outputs and fifteen hundred calls. Nothing here changes what a
template means; what is replaced are the parts that Jinja lets an application choose.
"""

from collections.abc import Callable
from functools import lru_cache
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, TypeVar

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]

Made = TypeVar("Made", bound=nodes.Node)
PLAIN = {FunctionType, MethodType, BuiltinMethodType, type(lru_cache(len))}


def written(value: Any) -> str:
    """As `escape`, for what goes straight into the page: no `Markup` is made of it on the way."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return escaped(value) if kind is str else escape(value)


class LeanContext(Context):
    """Calls macros and plain functions without asking each time what else they could be."""

    def call(
        self,
        called: Callable[..., Any],
        /,
        *args: Any,
        _block_vars: Any = None,
        _loop_vars: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As Jinja's, which hands the context to what was marked for it."""
        kind = type(called)
        if kind is Macro:
            return called(self.eval_ctx, *args, **kwargs)
        if kind in PLAIN and not hasattr(called, "jinja_pass_arg"):
            return called(*args, **kwargs)
        return super().call(called, *args, _block_vars=_block_vars, _loop_vars=_loop_vars, **kwargs)


class LeanCode(CodeGenerator):
    """Writes `{{ a if b else c }}` as an `{% if %}`: constants are escaped here, no `else` makes nothing."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 (theirs)
        """The whole template, its choices unfolded."""
        super().visit_Template(Unfolded().visit(node), frame)


class Unfolded(NodeTransformer):
    """Takes the choices out of the outputs."""

    def visit_Output(self, node: nodes.Output) -> list[nodes.Node]:  # noqa: N802 (theirs)
        """One output for what stands between two choices."""
        found: list[nodes.Node] = []
        for part in node.nodes:
            if isinstance(part, nodes.CondExpr):
                found.append(self._choice(part))
            elif found and isinstance(found[-1], nodes.Output):
                found[-1].nodes.append(part)
            else:
                found.append(_output(part))
        return found

    def _choice(self, part: nodes.CondExpr) -> nodes.Node:
        first = self.visit_Output(_output(part.expr1))
        second = self.visit_Output(_output(part.expr2)) if part.expr2 else []
        return _like(part, nodes.If(part.test, first, [], second))


def _output(part: nodes.Expr) -> nodes.Output:
    return _like(part, nodes.Output([part]))


def _like(part: nodes.Node, made: Made) -> Made:
    """Where it stands, for error messages."""
    made.lineno, made.environment = part.lineno, part.environment
    return made
