"""What people write and what they get: lists, code, tables, links, names, headings, callouts, plain text."""

import importlib
import pkgutil
import re
import time
from collections.abc import Mapping

import pytest

import hub.core.markup as package
from hub.core.markup import (
    Heading,
    Mention,
    Site,
    clean_name,
    customer_html,
    dialect,
    fill_refs,
    find_tokens,
    plain,
    render,
)

PEOPLE = {
    "@jonas": ("/people/jonas", "Jonas Lindqvist"),
    "@baggage": ("/c/baggage", "Baggage"),
    "#prams": ("/t/prams", "prams"),
    "!48213": ("/cases/48213", "Case 48213"),
}


def resolve(tokens: frozenset[str]) -> Mapping[str, tuple[str, str]]:
    return {token: target for token, target in PEOPLE.items() if token in tokens}


def html_of(source: str) -> str:
    return re.sub(r"\s*\n\s*", "", render(source).html)


CODE = '<div class="highlight"><pre><span></span><code>{}</code></pre></div>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\n```\nx  y\n```\nb", "<p>a</p>" + CODE.format("x  y") + "<p>b</p>"),
        ("- a\n  ```\n  x\n  ```\n- b", f"<ul><li>a{CODE.format('x')}</li><li>b</li></ul>"),
        ("1. a\n   ```\n   x\n   ```\n2. b", f"<ol><li>a{CODE.format('x')}</li><li>b</li></ol>"),
        ("1. ```\n   x\n   ```\n2. b", f"<ol><li>{CODE.format('x')}</li><li>b</li></ol>"),
        ("- ```\n  x\n  ```\n\n  a", f"<ul><li>{CODE.format('x')}<p>a</p></li></ul>"),
        ("````\n```\n````", CODE.format("```")),
        ("```\nx\n`````", CODE.format("x")),
        ("    four columns", CODE.format("four columns")),
        ("a\n\n  two columns", "<p>a</p><p>two columns</p>"),
        ("~~~\n- no list\n~~~", CODE.format("- no list")),
    ],
)
def test_code(source: str, expected: str) -> None:
    assert html_of(source) == expected


def test_code_has_colours_by_class() -> None:
    html = render('```python title="seats.py"\nprint("a")\n```').html
    assert '<span class="filename">seats.py</span>' in html
    assert '<span class="nb">print</span>' in html
    assert "style=" not in html


def test_a_table_right_below_a_sentence() -> None:  # its empty corner is no heading
    html = html_of("Fees:\n| | b |\n|---|--:|\n| 1 | 2 |\n\nafter")
    assert html == (
        '<p>Fees:</p><table class="table"><thead><tr><td></td><th align="right">b</th></tr></thead>'
        '<tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table><p>after</p>'
    )


def test_a_bar_in_a_cell_is_one_in_code_too() -> None:
    html = html_of("| way | says |\n|---|---|\n| `a \\| b` | a \\| b |\n\n`c \\| d`")
    assert "<td><code>a | b</code></td><td>a | b</td>" in html
    assert "<code>c \\| d</code>" in html, "elsewhere code is as typed"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("one\ntwo", "<p>one<br>two</p>"),
        ("~5 and ~10 ~~gone~~", "<p>~5 and ~10 <del>gone</del></p>"),
        ("H<sub>2</sub>O, press <kbd>K</kbd>", "<p>H<sub>2</sub>O, press <kbd>K</kbd></p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        (r"\*kept\* \# \!", "<p>*kept* # !</p>"),
        ("&eacute; &#3; &lt;", "<p>é  &lt;</p>"),
        (r"\&eacute; \&lt;", "<p>&amp;eacute; &amp;lt;</p>"),
        ("one\\\ntwo", "<p>one<br>two</p>"),
        ("> a\n>\nb", "<blockquote><p>a</p></blockquote><p>b</p>"),
        ("> a\n\n> b", "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
        ("> a\n---\nb", "<blockquote><p>a</p></blockquote><hr><p>b</p>"),
    ],
)
def test_inline_marks(source: str, expected: str) -> None:
    assert html_of(source) == expected


def test_diagrams_and_formulas_are_kept_as_their_source() -> None:
    source = '```mermaid title="<b>"\nA --> B\n```\n\n$$\nx < y\n$$\n\n$$y$$\n\n$`z`$ costs $5, not $6'
    html = html_of(source)
    assert html == (
        '<div class="diagram"><span class="filename">&lt;b&gt;</span><pre><code>A --&gt; B</code></pre></div>'
        '<div class="math"><pre><code>x &lt; y</code></pre></div>'
        '<div class="math"><pre><code>y</code></pre></div>'
        '<p><code class="math">z</code> costs $5, not $6</p>'
    )
    assert "class" not in customer_html(source)
    assert plain(source) == "<b>\n\nA --> B\n\nx < y\n\ny\n\nz costs $5, not $6"
    assert "math" not in render("```\n$$\na\n$$\n```\n\n$$ is money").html


def test_terms_and_what_they_mean() -> None:
    assert (
        html_of("PIR\n: the form\n: its number")
        == "<dl><dt>PIR</dt><dd>the form</dd><dd>its number</dd></dl>"
    )


def test_tasks_are_words_a_screen_reader_can_say() -> None:
    html = render("- [x] book\n- [ ] call").html
    assert '<li class="task"><span aria-label="Done" class="task-on" role="img">☑</span> book' in html
    assert '<li class="task"><span aria-label="To do" class="task-off" role="img">☐</span> call' in html
    assert "<input" not in html


def test_mentions_link_to_what_exists() -> None:
    rendered = render("Hi @Jonas, (@baggage) #prams in !48213; @nobody #nothing !1", resolve=resolve)
    assert '<a class="mention" dir="auto" href="/people/jonas">Jonas Lindqvist</a>' in rendered.html
    assert rendered.html.count("<a ") == 4
    assert rendered.text == "Hi Jonas Lindqvist, (Baggage) prams in Case 48213; @nobody #nothing !1"
    assert rendered.mentions == tuple(Mention(token, *target) for token, target in PEOPLE.items())


@pytest.mark.parametrize(
    "source",
    [
        "mail@jonas",
        "x@jonas.example",
        "https://a.example/@jonas",
        "`@jonas`",
        "```\n@jonas\n```",
        "[see @jonas](https://a.example)",
        r"\@jonas",
        "@jonas\u200bx",
        "@jo\u00adnas",
        "@jonas\u202e",
        "@@jonas",
        "## about #1",
    ],
)
def test_what_is_no_mention(source: str) -> None:
    rendered = render(source, resolve=resolve)
    assert rendered.mentions == ()
    assert 'class="mention"' not in rendered.html


def test_names_are_looked_up_once_and_not_without_end() -> None:
    asked: list[frozenset[str]] = []

    def remember(tokens: frozenset[str]) -> Mapping[str, tuple[str, str]]:
        asked.append(tokens)
        return {}

    render(" ".join(f"@person{number}" for number in range(1_000)), resolve=remember)
    assert [len(tokens) for tokens in asked] == [200]
    render("nothing to look up", resolve=remember)
    assert len(asked) == 1


def test_tokens_are_small_letters_without_the_full_stop() -> None:
    assert find_tokens("@Jonas. #Größe, #2024 !12 and @a.b-c!") == {"@jonas", "#größe", "!12", "@a.b-c"}


def test_a_name_cannot_turn_the_line_round() -> None:
    evil = "Ada\u202e gnp.exe\u200b\n\x00 B\u0627"
    assert clean_name(evil) == "Ada gnp.exe B\u0627"
    rendered = render("@ada", resolve=lambda _: {"@ada": ("/people/ada", evil)})
    assert rendered.mentions == (Mention("@ada", "/people/ada", "Ada gnp.exe B\u0627"),)
    assert ">Ada gnp.exe B\u0627</a>" in rendered.html


def test_a_label_is_text() -> None:
    html = render("@ada", resolve=lambda _: {"@ada": ("/people/ada", "<b>*Ada*</b>")}).html
    assert ">&lt;b&gt;*Ada*&lt;/b&gt;</a>" in html


SITE = Site("https://hub.example")


def test_links_to_our_own_things_are_reported() -> None:
    source = (
        "/q/1042-do-we-lend. https://hub.example/wiki/a/b#c and [a case](/cases/48213), "
        "not https://hub.example.evil/q/1 or /admin/x or https://a.example/q/2 `/q/3`"
    )
    rendered = render(source, site=SITE)
    assert rendered.refs == ("/q/1042-do-we-lend", "/wiki/a/b#c", "/cases/48213")
    assert '<a class="ref" href="/q/1042-do-we-lend">/q/1042-do-we-lend</a>.' in rendered.html
    assert '<a class="ref" href="/wiki/a/b#c">https://hub.example/wiki/a/b#c</a>' in rendered.html
    assert '<a href="/cases/48213">a case</a>' in rendered.html


def test_refs_become_cards_for_the_reader() -> None:
    stored = render("/q/1?a=1&b=2 and /q/2 and [words](/q/3)").html
    cards = {"/q/1?a=1&b=2": "<article>Card</article>"}
    shown = fill_refs(stored, cards.get)
    assert "<article>Card</article> and <a " in shown
    assert shown.count('class="ref"') == 1


def test_headings_are_shifted_and_have_their_own_anchors() -> None:
    rendered = render("# Größe & co\n## Two #\n#### Four\n# Größe & co\n#topic", id_prefix="a7")
    assert rendered.headings == (
        Heading(3, "a7-grosse-co", "Größe & co"),
        Heading(4, "a7-two", "Two"),
        Heading(6, "a7-four", "Four"),
        Heading(3, "a7-grosse-co-2", "Größe & co"),
    )
    assert '<h4 id="a7-two">Two</h4>' in rendered.html
    assert "<p>#topic</p>" in rendered.html
    assert '<h2 id="h-a">' in render("# a", top_heading=2).html


def test_footnotes_of_two_texts_do_not_collide() -> None:
    html = render("a[^1]\n\n[^1]: b", id_prefix="a7").html
    assert '<sup id="a7-fnref-1"><a class="footnote-ref" href="#a7-fn-1">1</a></sup>' in html
    assert '<li id="a7-fn-1">' in html


def test_an_unknown_directive_is_text() -> None:
    assert html_of(":::aside\na\n:::") == "<p>:::aside<br>a<br>:::</p>"


def test_text_for_search_has_no_marks() -> None:
    source = "# Title\n\n**Bold** [link](https://a.example) `code`\n\n| a |\n|---|\n| b |\n\n- [x] c"
    assert render(source).text == "Title\nBold link code\na\nb\n☑ c"


LETTER = """Dear *Marta*,

please see [our page](https://a.example/x) or https://b.example. @jonas knows [more](/wiki/x).
- one
  - two
- three

1. first
2. second

> You asked
> twice

| Fee | Sum |
|---|---|
| A | 5 |

```
keep   this
```

![photo](/files/1/a.png)
Note[^1]

[^1]: Small print.
"""


def test_plain_text_as_it_leaves() -> None:
    assert (
        plain(LETTER)
        == """Dear Marta,

please see our page (https://a.example/x) or https://b.example. @jonas knows more.

- one
  - two
- three

1. first
2. second

> You asked
> twice

Fee | Sum
A | 5

keep   this

Note[1]

---

1. Small print."""
    )


def test_mail_html_has_no_classes_mentions_or_images() -> None:
    html = customer_html(LETTER)
    assert '<a href="https://a.example/x">our page</a>' in html
    assert "@jonas knows more." in html
    for unwanted in ("class=", "<img", "<span", "<div", "/wiki/", "id=", "rel="):
        assert unwanted not in html


@pytest.mark.parametrize("source", ["", " ", "\n\n", "\x00", "\ud800", ":::", "```", "-", ">", "[^1]:"])
def test_it_takes_almost_nothing(source: str) -> None:
    assert render(source).fallback is None
    plain(source)


GROWTH = ["a", " ", "\n", "a ", "- ", "> ", "1. ", "@a", "#a ", ":", ":::i", "<a>", "/q/", "a.", "`", '="']


def test_no_expression_of_ours_grows_faster_than_its_text() -> None:
    expressions = {
        value.pattern: value
        for module in pkgutil.iter_modules(package.__path__, "hub.core.markup.")
        if not module.name.endswith("__main__")
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, re.Pattern)
    }
    assert len(expressions) > 20
    for expression in expressions.values():
        for piece in GROWTH:
            small, large = (_seconds(expression, piece * (size // len(piece))) for size in (8_000, 32_000))
            assert large < max(small * 10, 0.02), (expression.pattern, piece)


def _seconds(expression: re.Pattern[str], text: str) -> float:
    """The long expressions are asked at the start of a line only, so that is what is measured.

    The best of three by the processor's time: what else the machine does is not the expression's fault.
    """
    return min(_once(expression, text) for _ in range(3))


def _once(expression: re.Pattern[str], text: str) -> float:
    started = time.thread_time()
    expression.match(text)
    expression.fullmatch(text)
    return time.thread_time() - started


def test_nothing_of_one_text_is_left_in_the_next():
    first = "See [the desk] and[^1].\n\n[the desk]: https://desk.example\n\n[^1]: A footnote."
    alone = render("See [the desk] and[^1].", id_prefix="b").html
    assert "desk.example" in render(first, id_prefix="a").html
    assert render("See [the desk] and[^1].", id_prefix="b").html == alone
    assert "desk.example" not in alone


def test_a_parser_that_failed_is_not_used_again(monkeypatch):
    render("*before*")
    spare = sum(len(idle) for idle in dialect._idle.values())
    with monkeypatch.context() as patch:
        patch.setattr(dialect.TaskItems, "run", lambda *_: 1 / 0)
        assert render("- [ ] *this* fails").fallback is not None
    assert sum(len(idle) for idle in dialect._idle.values()) == spare - 1
    assert "<em>after</em>" in render("*after*").html
