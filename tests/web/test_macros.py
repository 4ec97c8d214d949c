"""The macros as text: nothing left unescaped, every form protected, every macro shown on the style guide."""

import re
from collections import Counter

import pytest
from flask import Flask, render_template_string

from hub.core import clock
from tests.web.site import ERRORS, PROJECT

TEMPLATES = PROJECT / "hub/web/templates"
NOT_SHOWN = {
    "making",  # hidden fields
    "name",  # inside person and byline
    "dotted",  # inside the case page
    "attach",  # inside reply
    "writing",  # inside composer
    "kinds",  # inside composer
    "toolbar",  # inside composer
    "comment",  # inside comments
    "icon",  # inside nearly everything
    "csrf",  # hidden field
    "count",  # in the frame
    "tree",  # on wiki pages
    "time",  # inside byline
    "suggestions",  # shown by the text-expander
    "palette",  # in the frame
    "palette_results",  # in the palette
    "paneswitch",  # on the phone
    "toast_oob",  # in answers only
    "reply_foot",  # inside reply
    "vote_count",  # inside vote
    "menu_later",  # the same, whose lines are fetched
    "menu_items",  # inside menus
    "attention",  # a menu with its levels, on threads
}


def render(site: Flask, source: str, **values: object) -> str:
    with site.test_request_context():
        return render_template_string('{% import "_macros.html" as ui %}' + source, **values)


@pytest.fixture(scope="module")
def guide(site: Flask) -> str:
    return site.test_client().get("/guide").text


def test_every_macro_is_published_and_shown() -> None:
    written, published = set(), set()
    for file in (TEMPLATES / "macros").glob("*.html"):
        text = file.read_text("utf-8")
        written |= set(re.findall(r"{% macro ([a-z]\w*)\(", text))
        written |= set(re.findall(r"^{% set (\w+) = \w+_(?:svg|html) -%}$", text, re.M))  # made in Python
    for names in re.findall(r"{% set ([\w, ]+) =", (TEMPLATES / "_macros.html").read_text("utf-8")):
        published |= set(names.split(", "))
    shown = set()
    for file in (TEMPLATES / "styleguide").glob("*.html"):
        shown |= set(re.findall(r"ui\.(\w+)\(", file.read_text("utf-8")))
    assert written == published
    assert published - shown == NOT_SHOWN


def test_no_id_stands_twice(guide: str) -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', guide))
    assert [id for id, count in ids.items() if count > 1] == []


def test_every_label_and_description_has_its_thing(guide: str) -> None:
    ids = set(re.findall(r'\sid="([^"]+)"', guide))
    named = re.findall(r'\s(?:for|aria-describedby|aria-labelledby|aria-controls)="([^"]+)"', guide)
    assert {id for names in named for id in names.split()} - ids == set()


@pytest.mark.parametrize("path", ["/guide", "/", "/case", "/?plain"])
def test_every_form_that_posts_is_protected(site: Flask, path: str) -> None:
    page = site.test_client().get(path).text
    forms = re.findall(r'<form\b[^>]*method="post".*?</form>', page, re.S)
    assert [form[:80] for form in forms if 'name="csrf_token"' not in form] == []


@pytest.mark.parametrize("path", ["/guide", "/", "/case", "/?plain"])
def test_nothing_is_inline(site: Flask, path: str) -> None:
    page = site.test_client().get(path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\snonce=)", page)


HOSTILE = "<script>alert(1)</script>\"'"


@pytest.mark.parametrize(
    "source",
    [
        "{{ ui.btn(x, icon='plus', attrs={'title': x}) }}",
        "{{ ui.btn(x, href=x) }}",
        "{{ ui.icon_btn(x, 'dots') }}",
        "{{ ui.field(x, x, x, hint=x, error=x, placeholder=x) }}",
        "{{ ui.field('a', x, x, type='textarea') }}",
        "{{ ui.field('a', x, x, type='select', options=[(x, x)]) }}",
        "{{ ui.menu(x, [{'label': x, 'url': x}, {'label': x, 'url': x, 'post': true}]) }}",
        "{{ ui.avatar(who) }}{{ ui.person(who, x) }}{{ ui.badge(x) }}{{ ui.chip(x, x) }}",
        "{{ ui.composer(x, who, [(x, x)], value=x, placeholder=x, error=x) }}",
        "{{ ui.caselink(x, x, 'mail', x) }}{{ ui.qrow(x, x, x, meta=x) }}{{ ui.quoted(who, x) }}",
        "{{ ui.reply(x, x, value=x, right=x, public=x) }}{{ ui.source_chip(x, x, who) }}",
        "{{ ui.inserting('#reply', x, ui.source_chip(x, x)) }}{{ ui.stop([{'quote': x, 'source': x}]) }}",
        "{{ ui.crow(who, 'mail', x, x, x) }}{{ ui.event(x) }}{{ ui.rated(x, x) }}",
        "{{ ui.msg(x, x, at, files=[{'name': x, 'size': x, 'url': x}]) }}",
        "{{ ui.sug(x, x, x, meta=x) }}{{ ui.ask(x, value=x) }}{{ ui.thread_line(who, x) }}",
        "{{ ui.trust(x, x) }}{{ ui.toc([(x, x)]) }}{{ ui.crumbs([(x, x)]) }}{{ ui.facts([(x, x)]) }}",
        "{{ ui.hit(x, x, x, meta=x) }}{{ ui.note(x, x, x) }}",
        "{{ ui.palette_results([(x, [{'label': x, 'url': x}])]) }}",
        "{{ ui.bars([(x, 1)], x) }}{{ ui.stacked([(x, (1, 2, 3))], x) }}",
        "{{ ui.kpi(x, x, x) }}{{ ui.meter(x, 1, 2, x) }}",
        "{{ ui.banner(x, x) }}{{ ui.toast(x, undo=x) }}{{ ui.empty(x, x) }}{{ ui.errors([(x, x)]) }}",
    ],
)
def test_what_people_type_is_escaped(site: Flask, source: str) -> None:
    who = {"name": HOSTILE, "initials": HOSTILE, "hue": HOSTILE, "url": HOSTILE}
    page = render(site, source, x=HOSTILE, who=who, at=clock.now())
    assert "<script" not in page
    assert "alert(1)" in page
    assert HOSTILE[-2:] not in page, "the quotes would end an attribute"


def test_a_text_keeps_its_first_line_break(site: Flask) -> None:
    page = render(site, "{{ ui.field('a', 'A', text, type='textarea') }}", text="\nSecond line")
    assert ">\n\nSecond line</textarea>" in page


def test_a_password_is_never_sent_back(site: Flask) -> None:
    assert "secret" not in render(site, "{{ ui.field('p', 'P', 'secret', type='password') }}")


def test_a_colleague_without_rights_gets_no_link(site: Flask) -> None:
    page = render(site, "{{ ui.caselink('Yusuf D. is waiting', 'My words', 'fb') }}")
    assert "<a" not in page
    assert "href=" not in page.replace('<use href="', "")


def test_only_vetted_text_can_be_used(site: Flask) -> None:
    for state in ("draft", "changed", "withdrawn"):
        page = render(site, "{{ ui.ready('text', 'text', state=s, use='/use', insert='#reply') }}", s=state)
        assert "Use in a reply" not in page
        assert "Insert" not in page
    assert "Use in a reply" in render(site, "{{ ui.ready('text', use='/use') }}")


def test_the_frame_hides_from_visitors(site: Flask) -> None:
    page = site.test_client().get("/?plain").text
    assert 'class="side"' not in page
    assert "live-after" not in page


def test_the_theme_cookie_is_checked(site: Flask) -> None:
    client = site.test_client()
    client.set_cookie("theme", "dark")
    assert 'data-theme="dark"' in client.get("/").text
    client.set_cookie("theme", '"><b>')
    assert "data-theme" not in client.get("/").text.split("<head>")[0]


@pytest.mark.parametrize("status", ERRORS)
def test_an_error_page_gives_the_text_back(site: Flask, status: int) -> None:
    page = site.test_client().get(f"/errors/{status}").text
    assert "There is nothing here, or it is not shared with you." in page
    assert "Everything that was typed" in page
