"""How templates import each other."""

from flask import Flask
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context


class SharedMacros(Template):
    """A template whose macros are made once, whoever imports them.

    Jinja looks at each import whether the importing template was given names of its own, which its macros
    would have to see. Ours never are; looking took a tenth of the time of a page with twenty answers.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module(None)


def init_templating(app: Flask) -> None:
    """Have every template of `app` made this way. Before the first of them is read."""
    app.jinja_env.template_class = SharedMacros
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
