"""The rules of the address table."""

from typing import Any

from werkzeug.routing import Rule


class Address(Rule):
    """A rule that learns to write its addresses when the first one is asked for.

    Werkzeug compiles two functions for every rule while the program starts; for the hub's hundreds of rules
    that is a tenth of the start, and a process that answers no request never calls one.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        made = super()._compile_builder

        def on_first_use(rule: Rule, /, **values: Any) -> tuple[str, str]:
            build = made(append_unknown).__get__(rule, None)
            setattr(rule, "_build_unknown" if append_unknown else "_build", build)
            address: tuple[str, str] = build(**values)
            return address

        return on_first_use
