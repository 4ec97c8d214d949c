"""How templates are kept compiled, and how they import each other."""

import hashlib
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache, Template
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from hub.web.compiling import LeanCode, LeanContext, written


class SharedMacros(Template):
    """A template whose macros are made once, whoever imports them.

    Jinja looks at each import whether the importing template was given names of its own, which its macros
    would have to see. Ours never are; looking took a tenth of the time of a page with twenty answers.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module(None)

    @classmethod
    def _from_namespace(
        cls,
        environment: Environment,
        namespace: MutableMapping[str, Any],
        globals: MutableMapping[str, Any],
    ) -> Template:
        namespace["escape"] = written  # the compiled code escapes nothing but what it writes
        return super()._from_namespace(environment, namespace, globals)


class KeptCompiled(FileSystemBytecodeCache):
    """Compiled templates in this user's temporary folder, which nobody else may write to.

    Compiling is most of what the first request of each page costs after a start. A full disk only means
    that it has to be done again.
    """

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def init_templating(app: Flask) -> None:
    """Have every template of `app` made this way. Before the first of them is read."""
    app.jinja_env.template_class = SharedMacros
    app.jinja_env.context_class, app.jinja_env.code_generator_class = LeanContext, LeanCode
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    with suppress(OSError, RuntimeError):  # no safe folder
        app.jinja_env.bytecode_cache = KeptCompiled(pattern=f"backchannel-{_maker()}-%s")


def _maker() -> str:
    """What the compiled code depends on besides the text: filters of constants are computed in it."""
    code = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join([jinja2.__version__.encode(), *code])).hexdigest()[:16]
