"""The addresses of macros and rules: keeping them on a desk, and running a macro on a case."""

from hub.automation.routes import macros, rules, running
from hub.automation.routes.shown import bp

__all__ = ["bp", "macros", "rules", "running"]
