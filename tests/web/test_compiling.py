"""Templates mean the same, whether Jinja compiles and calls them or the hub's leaner way does."""

import jinja2
import pytest
from flask import Flask
from jinja2 import pass_context, pass_environment, pass_eval_context
from markupsafe import Markup

from hub.web.templating import init_templating

MACROS = """{% macro m(x, y="") -%}[{{ x }}{{ " & " if y }}{{ y }}{{ caller(x) if caller }}]{%- endmacro %}"""
VALUES = {"bad": "<a>", "good": Markup("<b>"), "none": None, "n": 3, "rows": [{"a": 1}, {}], "lazy": Markup}
TEMPLATES = {
    "escaping": "{{ bad }}{{ good }}{{ none }}{{ n }}{{ missing }}{{ '<i>' }}{{ bad ~ good }}",
    "choices": "{{ '<x>' if n else bad }}{{ bad if not n }}|{{ (good if n == 2 else bad) if n }}{{ 1 }}",
    "chain": "{{ 'a' if n == 1 else 'b' if n == 2 else bad if n == 3 }}{{ missing.deep if not n }}",
    "macros": MACROS + "{{ m(bad) }}{{ m(good, y=bad) }}{% call(z) m(bad, '2') %}<{{ z }}>{% endcall %}",
    "value": MACROS + "{% set got = m(bad) %}{{ got }}{{ got|length }}{{ got ~ bad }}{{ got is escaped }}",
    "loops": "{% for row in rows %}{{ loop.index if row.a else '-' }}{% set k = n %}{{ wide() }}{% endfor %}",
    "attributes": "{{ rows[0].a }}{{ rows[1].a }}{{ rows.0.a.real }}{{ thing.name.upper() }}{{ thing.lost }}"
    "{% for row in rows if row.a %}{{ thing.next.next.name if thing.next }}{{ row.items }}{% endfor %}"
    "{{ thing.get(thing.name, thing.next.name) }}{{ (thing.lost or thing.next).name }}",
    "arguments": "{% macro f(a, b=2, c=bad) %}{{ a }}{{ b }}{{ c }}{% endmacro %}"
    "{{ f() }}{{ f(1, c=3) }}{{ f(c=1, a=good) }}"
    "{% macro g(a) %}{{ a }}{{ varargs|join }}{{ kwargs.z }}{% endmacro %}{{ g(1, 2, z=bad) }}"
    "{% macro h(caller=none) %}{{ caller() if caller else bad }}{% endmacro %}{{ h() }}"
    "{% call h() %}!{% endcall %}",
    "callables": "{{ wide() }}{{ env() }}{{ autoescape() }}{{ bad.upper() }}{{ lazy(bad) }}{{ ['>']|join }}",
    "blocks": "{% set x %}<p>{{ bad }}{% endset %}{{ x }}{% filter upper %}{{ bad if n }}{% endfilter %}",
    "plain": "{% autoescape false %}{{ bad }}{{ bad if n }}{% endautoescape %}{{ bad }}",
}


class Thing:
    """An object as pages know them, one of whose properties fails while it is worked out."""

    name = "<thing>"

    @property
    def lost(self) -> str:
        return self.nowhere  # type: ignore[attr-defined,no-any-return]

    @property
    def next(self) -> "Thing":
        return Thing()

    def get(self, *given: str) -> str:
        return "".join(given)


VALUES["thing"] = Thing()


@pass_context
def wide(context: jinja2.runtime.Context) -> str:
    return f"{context['n']}<{context.get('k', '')}>"


@pass_environment
def env(environment: jinja2.Environment) -> bool:
    return environment.trim_blocks


@pass_eval_context
def autoescape(context: jinja2.nodes.EvalContext) -> bool:
    return bool(context.autoescape)


def rendered(app: Flask, name: str) -> str:
    app.jinja_env.loader = jinja2.DictLoader({f"{key}.html": text for key, text in TEMPLATES.items()})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(wide=wide, env=env, autoescape=autoescape)
    return app.jinja_env.get_template(f"{name}.html").render(VALUES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_the_same(name: str) -> None:
    ours, theirs = Flask("ours"), Flask("theirs")
    init_templating(ours)
    ours.jinja_env.bytecode_cache = None
    assert rendered(ours, name) == rendered(theirs, name)


def test_a_macro_refuses_what_it_does_not_take() -> None:
    app = Flask("ours")
    init_templating(app)
    for given, why in (
        ("1, z=2", "no keyword argument 'z'"),
        ("1, x=2", "'x'"),
        ("1, 2, 3", "not more than"),
    ):
        with pytest.raises(TypeError, match=why):
            app.jinja_env.from_string(MACROS + "{{ m(" + given + ") }}").render()
    with pytest.raises(jinja2.UndefinedError, match="missing"):
        app.jinja_env.from_string("{{ missing.deep.deeper }}").render()
