"""No text brings a script, a foreign request or a disguise: judged on the parsed result."""

from pathlib import Path

import pytest

from hub.core import clock
from hub.core.markup import customer_html, render
from hub.core.markup.sanitize import clean_page
from tests.core.html_oracle import faults

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "security"
PAYLOADS = SAMPLES / "xss-payload-list.txt"
needs_samples = pytest.mark.skipif(
    not PAYLOADS.exists(), reason="the collected attack strings are not beside the project"
)

PLACES = """[x]({0}) ![y]({0}) <{0}> [{0}](https://a.example "{0}")

# {0}

| {0} | b |
|---|---|
| `{0}` | {0} |

- [ ] {0}
- **{0}** [r] [^1]

```{0} title="{0}"
{0}
```

:::note {0}
{0}
:::

[r]: {0} "{0}"
[^1]: {0}
"""


def payloads() -> list[str]:
    return PAYLOADS.read_text(encoding="utf-8", errors="replace").splitlines()


def judge(source: str) -> None:
    html = render(source).html
    assert faults(html) == [], source
    assert clean_page(html) == html, source  # a browser-like parser reads it as it was written


@needs_samples
def test_every_known_attack_is_only_text() -> None:
    attacks = payloads()
    assert len(attacks) >= 6_613
    for attack in attacks:
        judge(attack)


@needs_samples
@pytest.mark.scale
def test_attacks_in_every_place_and_in_mails() -> None:
    """Another fifth each day: all of them in five, as each was judged alone above."""
    for attack in payloads()[clock.now().toordinal() % 5 :: 5]:
        source = PLACES.format(attack)
        judge(source)
        assert faults(customer_html(source), mail=True) == [], source


@needs_samples
def test_the_cases_of_another_sanitizer() -> None:
    cases = sorted((SAMPLES / "bleach").glob("*.test"))
    assert cases
    for case in cases:
        given = case.read_text(encoding="utf-8").split("\n--\n")[0]
        judge(given)
        assert faults(customer_html(given), mail=True) == [], given


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java\u200bscript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "/\\evil.example",
        "\\\\evil.example",
        "ftp://evil.example/x",
        "page.html",
    ],
)
def test_it_refuses_bad_targets_and_keeps_the_words(target: str) -> None:
    rendered = render(f"[press here](<{target}>)")
    assert "<a" not in rendered.html
    assert "press here" in rendered.text
    assert faults(rendered.html) == []


def test_a_link_without_scheme_of_its_own_is_foreign() -> None:
    html = render("[x](//evil.example/a)").html
    assert html == '<p><a href="https://evil.example/a" rel="nofollow noopener">x</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x.png",
        "//evil.example/x.png",
        "/files/../admin",
        "/files/%2e%2e/x",
        "/other/x.png",
        "data:image/png;base64,AAAA",
    ],
)
def test_foreign_images_are_no_images(address: str) -> None:
    html = render(f"![the bag]({address})").html
    assert "<img" not in html
    assert "the bag" in html
    assert "<img" not in customer_html(f"![the bag]({address})")


def test_our_own_images_stay() -> None:
    html = render("![the bag](/files/12/bag.png)").html
    assert html == '<p><img alt="the bag" loading="lazy" src="/files/12/bag.png"></p>'


def test_a_kept_picture_is_shown_small_and_leads_to_the_whole() -> None:
    kept = f"/files/{'ab' * 16}"
    shown = f'<img alt="the bag" loading="lazy" src="{kept}/small/bag.png">'
    html = render(f"![the bag]({kept}/bag.png), [![the bag]({kept}/bag.png)](/q/1)").html
    assert html == f'<p><a href="{kept}/bag.png">{shown}</a>, <a href="/q/1">{shown}</a></p>'


def test_html_is_shown_as_typed() -> None:
    rendered = render("Dear <customer name>, <b onclick=x>hello</b> <script>alert(1)</script>")
    assert rendered.text == "Dear <customer name>, <b onclick=x>hello</b> <script>alert(1)</script>"
    assert "<script" not in rendered.html


def test_a_text_cannot_forge_our_classes() -> None:
    source = '``` {.guard #top onclick="x"}\na\n```\n\n```guard title="x" class="mention"\na\n```'
    html = render(source).html
    assert "guard" not in html
    assert "mention" not in html
    assert 'id="' not in html
