"""Lists and callouts as people write them, here and elsewhere."""

import pytest

from hub.core.markup import plain, render
from tests.core.test_markup import html_of

LISTS = {
    "right below a sentence": ("We need:\n- a\n- b", "<p>We need:</p><ul><li>a</li><li>b</li></ul>"),
    "numbers below a sentence": ("So:\n1. a\n2. b", "<p>So:</p><ol><li>a</li><li>b</li></ol>"),
    "a year is no list": ("It was in\n2019. A good year", "<p>It was in<br>2019. A good year</p>"),
    "numbers with brackets": ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
    "a first number": ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
    "nested by two": (
        "- a\n  - b\n    - c\n- d",
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
    ),
    "nested by three": ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
    "nested by four": ("- a\n    - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    "indented as a whole": ("  - a\n  - b", "<ul><li>a</li><li>b</li></ul>"),
    "partly with space between": (
        "- a\n- b\n\n- c",
        "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>",
    ),
    "going on in a new line": ("- a\nb\n- c", "<ul><li>a<br>b</li><li>c</li></ul>"),
    "with a second paragraph": ("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
    "with an empty item": ("- a\n-\n- b", "<ul><li>a</li><li>&nbsp;</li><li>b</li></ul>"),
    "a line below is no heading": ("- a\n---\nb", "<ul><li>a</li></ul><hr><p>b</p>"),
    "in a quote": ("> So:\n> - a\n> - b", "<blockquote><p>So:</p><ul><li>a</li><li>b</li></ul></blockquote>"),
    "after a quote": ("> a\n- b", "<blockquote><p>a</p></blockquote><ul><li>b</li></ul>"),
    "bullets below numbers": (
        "1. a\n2. b\n**Then**\n- c",
        "<ol><li>a</li><li>b<br><strong>Then</strong></li></ol><ul><li>c</li></ul>",
    ),
    "numbers below bullets": ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
    "a star alone is none": ("5 * 3\n* no item", "<p>5 * 3</p><ul><li>no item</li></ul>"),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_as_people_write_them(name: str) -> None:
    source, expected = LISTS[name]
    assert html_of(source) == expected


def test_callouts() -> None:
    rendered = render(":::warning Not *today*\n- a\n\n:::tip\nb\n:::\n:::")
    assert rendered.html.count("<aside") == 2
    assert '<aside class="callout callout-warning"><p class="callout-title">' in rendered.html
    assert "<strong>Not *today*</strong>" in rendered.html
    assert "<strong>Tip</strong>" in rendered.html
    assert rendered.text == "Not *today*\na\nTip\nb"


def test_callouts_as_they_are_written_elsewhere() -> None:
    """Texts come from GitHub and Obsidian; what is internal in one stays so."""
    assert html_of("> [!NOTE]\n> a\n>\n> b") == (
        '<aside class="callout callout-note"><p class="callout-title"><strong>Note</strong></p>'
        "<p>a</p><p>b</p></aside>"
    )
    rendered = render("> [!Caution]- Not *today*\n> - a")
    assert '<aside class="callout callout-warning">' in rendered.html
    assert "<strong>Not <em>today</em></strong>" in rendered.html
    assert html_of("> [!secret] a") == "<blockquote><p>[!secret] a</p></blockquote>"
    assert plain("> [!TIP] Ask\n> us\n>\n> :::internal\n> 4431\n> :::") == "Ask\n\nus"
