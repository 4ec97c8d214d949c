"""Each house rule finds what it forbids and leaves alone what it allows."""

from __future__ import annotations

import pytest

from tests.house import boundaries, pages, structure, texts
from tests.house.source import Rule, Source, check

Case = tuple[Rule, str, str]
LONG = "def f():\n" + "    x = 1\n" * 40
# rule: (what it must find, what it must leave alone)
PYTHON: list[Case] = [
    (boundaries.commits, "session.commit()", "transaction()"),
    (boundaries.uses_of_the_request, "from flask import request", "from flask import Blueprint"),
    (boundaries.uses_of_the_request, "flask.request.form", "form.request"),
    (boundaries.imports_of_whoosh, "from whoosh.index import open_dir", "import search.engine"),
    (boundaries.network_imports, "import urllib.request", "from urllib.parse import quote"),
    (boundaries.network_imports, "from urllib import request", "import socketio"),
    (boundaries.network_imports, "from http import client", "from http import HTTPStatus"),
    (boundaries.hidden_imports, "def f():\n    import os", "import os\ndef f(): ..."),
    (boundaries.sql_from_strings, "db.execute(f'DROP {x}')", "db.execute(f'DROP it')"),
    (boundaries.sql_from_strings, "sa.text('a' + x)", "row.text('a' + x)"),
    (boundaries.sql_from_strings, "db.execute('a %s' % x)", "db.execute(a % 2 == 0)"),
    (
        boundaries.sql_from_strings,
        "from sqlalchemy import text\ntext('{}'.format(x))",
        "text(a + b)",
    ),
    (boundaries.trusted_markup, "markupsafe.Markup(text)", "escape(text)"),
    (boundaries.wall_clocks, "datetime.datetime.now(UTC)", "clock.now()"),
    (boundaries.wall_clocks, "time.time()", "time.monotonic()"),
    (boundaries.imports_of_the_application, "from hub.core import db", "import hubble"),
    (structure.long_functions, LONG, LONG.replace("    x = 1\n", "", 1)),
    (structure.missing_docstrings, "x = 1", "'''What lives here.'''\nx = 1"),
    (structure.long_docstrings, "'''1\n2\n3\n4\n5\n6'''", "'''1\n\n2\n3\n4\n5'''"),
    (structure.functions_that_never_run, "def tests_it(): ...", "def a(): ...\na()"),
    (
        structure.functions_that_never_run,
        "class TestA:\n    def its(self): ...",
        "def test_it(): ...",
    ),
    (structure.functions_that_never_run, "def lonely(): ...", "@pytest.fixture\ndef ada(): ..."),
    (structure.tests_outside_test_files, "def test_it(): ...", "def it(): ..."),
]
TEXT: list[Case] = [
    (structure.long_files, "x\n" * 401, "x\n" * 400),
    (structure.places_of_a_machine, "open('/tm" + "p/x')", "/networks/ and ../shared/samples"),
    (structure.registry_hosts, "https://py" + "pi.org/simple", "pip install"),
    (pages.inline_code, '<p style="color: red">', '<p title="style= ">'),
    (pages.inline_code, "<a\n  onclick='go()'>", '<a data-on="x">onclick="x"</a>'),
    (pages.inline_code, '<b hx-on:click="x()">', '<b hx-get="/x">{% set onto = "a" %}'),
    (pages.inline_code, '<a href="javascript:x()">', '<a href="/javascript">'),
    (pages.inline_code, "<style>p { }</style>", "<p>&lt;style&gt;</p>"),
    (pages.inline_code, '<script src="/a.js">', '<script nonce="{{ nonce() }}" src="/a.js">'),
    (pages.inline_code, "<script>x</script>", '<script type="application/json">{}</script>'),
    (pages.inline_code, '<p class="{{ "a" if b > c }}" style="x">', '<p class="{{ "style=" }}">'),
    (texts.unmarked_texts, "<h2>Your keys</h2>", '<h2>{{ _("Your keys") }}</h2>'),
    (texts.unmarked_texts, '<a title="Close it">', '<a title="{{ _("Close it") }}">'),
    (texts.unmarked_texts, '{{ ui.btn("Save") }}', '{{ ui.btn(_("Save"), type="submit") }}'),
    (texts.unmarked_texts, '{% set said = "Nothing is new." %}', '{% set said = _("Nothing is new.") %}'),
    (pages.forms_in_paragraphs, '<p>{{ ui.post_btn("x", "/") }}</p>', '<p>x</p>{{ ui.post_btn("x", "/") }}'),
    (pages.trust_in_templates, "{{ body | safe }}", "{{ body }} is safe"),
    (pages.trust_in_templates, "{{ ('a' ~ b)|safe }}", "{{ ' hidden' | safe if quiet }}"),
    (pages.trust_in_templates, "{% autoescape false %}", "{% autoescape true %}"),
    (pages.queries_in_templates, "{{ Person.query.all() }}", "{{ query }}"),
    (pages.broken_templates, "{% if x %}", "{% if x %}{% endif %}"),
]


@pytest.mark.parametrize(("rule", "bad", "good"), PYTHON + TEXT)
def test_it_finds_the_bad_and_leaves_the_good(rule: Rule, bad: str, good: str) -> None:
    assert list(rule(Source("hub/example.py", bad)))
    assert not list(rule(Source("hub/example.py", good)))


def test_names_without_meaning_are_found() -> None:
    assert list(structure.empty_names(Source("hub/web/utils.py", "")))
    assert not list(structure.empty_names(Source("hub/channels/email.py", "")))
    assert list(structure.strange_names(Source('_("Who"', "")))
    assert not list(structure.strange_names(Source("docs/2026-11_a.md", "")))


def test_a_broken_rule_explains_itself() -> None:
    bad = Source("hub/qa/actions.py", "\n\nsession.commit()")
    with pytest.raises(pytest.fail.Exception, match=r"(?s)transaction.*hub/qa/actions.py:3"):
        check(boundaries.commits, [bad])
    check(boundaries.commits, [bad], allowed=["hub/qa/"])


def test_an_excuse_that_nobody_needs_is_found() -> None:
    good = Source("hub/qa/actions.py", "")
    with pytest.raises(pytest.fail.Exception, match="needs no excuse"):
        check(boundaries.commits, [good], known={good.path: {"session.commit": "once"}})
