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
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro, Undefined
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]

Made = TypeVar("Made", bound=nodes.Node)
NO_BODY = Undefined("No caller defined", name="caller")
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
            return _macro(called, self.eval_ctx, args, kwargs)  # type: ignore[arg-type]  # `kind` says so
        if kind in PLAIN and not hasattr(called, "jinja_pass_arg"):
            return called(*args, **kwargs)
        return super().call(called, *args, _block_vars=_block_vars, _loop_vars=_loop_vars, **kwargs)


def _macro(called: Macro, context: EvalContext, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """As `Macro.__call__`, for what our macros are: named arguments, and perhaps a body. Else Jinja's."""
    rest = called.arguments[len(args) :]
    arguments = [*args, *[kwargs.get(name, missing) for name in rest]]
    filled = sum(name in kwargs for name in rest)
    if called.caller:  # the macro says where its body goes; `caller()` without one is Jinja's error
        body = kwargs.get("caller")
        filled += body is not None
        arguments.append(NO_BODY if body is None else body)
    plain = not (called.catch_kwargs or called.catch_varargs or called.explicit_caller)
    if plain and filled == len(kwargs) and len(args) <= len(called.arguments):
        made = called._func(*arguments)
        return Markup(made) if context.autoescape else made  # noqa: S704 (a template escapes what it makes)
    return called(context, *args, **kwargs)


class LeanCode(CodeGenerator):
    """Writes `{{ a if b else c }}` as an `{% if %}`: constants are escaped here, no `else` makes nothing.

    `a.b` asks the object itself first, as Jinja does, but here in the page's own code; what has no such
    attribute (an item of a dict, an undefined name) goes on to Jinja.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (theirs)
        """`t_own` and `t_of` are names that no template can have: its own begin with `l_`."""
        self.write("(t_own if (t_own := getattr((t_of := ")
        self.visit(node.node, frame)
        self.write(
            f"), {node.attr!r}, missing)) is not missing else environment.getattr(t_of, {node.attr!r}))"
        )

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
