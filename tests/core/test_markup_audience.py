"""The guard between inside and outside: no character of an internal part reaches a customer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.markup import (
    Audience,
    customer_html,
    customer_passages,
    fill_customer,
    plain,
    render,
    split_audience,
)

# Public words are small letters, secrets are capitals: a capital outside is a leak.
_PUBLIC = st.text("abc \n-*_`>#1.|[]()~", min_size=0, max_size=30)
_WORDS = st.text("abcdef ", min_size=1, max_size=20).map(lambda text: "w" + text)
_SECRET_LINE = st.text("ABCDEFGH *_`>-#|[]()~0123:", min_size=0, max_size=25)
_LEAD = st.sampled_from(["", "> ", "- ", "  ", "1. ", "> - ", "\t", "\u200b", "\ufeff", "   > "])


@st.composite
def _internal(draw: st.DrawFn) -> str:
    """An internal part as people write it: indented, quoted, with code, callouts and fences inside."""
    lead = draw(_LEAD)
    colons = ":" * draw(st.integers(3, 5))
    name = draw(st.sampled_from(["internal", "Internal", " internal", "INTERNAL", "internal-only"]))
    inner = [f"S{line}" for line in draw(st.lists(_SECRET_LINE, max_size=4))]
    extra = draw(st.sampled_from(["", "```\nS:::\n```", ":::note\nS\n" + colons, "    :::", "- :::"]))
    # A line of the part may stand under the same quote or list marker, or lazily without.
    under = draw(st.sampled_from(["", "> " if ">" in lead else "  "]))
    body = "\n".join(under + line for line in [*inner, *extra.split("\n")])
    quotes = "> " if ">" in lead else ""
    return f"{lead}{colons}{name}\n{body}\n{quotes}{colons}\n"


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(_WORDS, _internal()), min_size=1, max_size=4), _WORDS)
def test_no_secret_is_in_the_customer_safe_text(pieces: list[tuple[str, str]], last: str) -> None:
    source = "".join(f"{words}\n\n{secret}\n" for words, secret in pieces) + last
    parts = split_audience(source)
    assert not _capitals(parts.customer_safe), source
    assert parts.internal


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_PUBLIC, _internal()), min_size=1, max_size=3))
def test_no_secret_leaves(pieces: list[tuple[str, str]]) -> None:
    source = "".join(f"{words}\n{secret}\n" for words, secret in pieces)
    if _capitals(split_audience(source).customer_safe):
        # Only a whole code block may show an internal part, as an example of how it is written.
        assert "```" in source or "~~~" in source
        assert split_audience(source).doubtful
        return
    assert not _capitals(customer_html(source))
    assert not _capitals(plain(source))
    assert not _capitals(render(source, audience=Audience.CUSTOMER).text)


@settings(max_examples=300, deadline=None)
@given(st.text("a:`~>- \n\r\t\u2028internote", max_size=120))
def test_parts_and_rest_are_the_whole_text(source: str) -> None:
    parts = split_audience(source)
    at = 0
    kept = []
    for part in parts.internal:
        assert at <= part.start < part.end <= len(source)
        assert part.text in source[part.start : part.end]
        kept.append(source[at : part.start])
        at = part.end
    kept.append(source[at:])
    assert parts.customer_safe.replace("\n", "") == "".join(kept).replace("\n", "")


def _capitals(text: str) -> list[str]:
    return [character for character in text if character.isascii() and character.isupper()]


def test_it_takes_out_the_internal_part() -> None:
    source = "We lend strollers.\n\n:::internal\nUp to €180.\n:::\n\nAsk at the desk.\n"
    parts = split_audience(source)
    assert parts.customer_safe == "We lend strollers.\n\n\nAsk at the desk.\n"
    assert [part.text.strip() for part in parts.internal] == ["Up to €180."]
    assert source[parts.internal[0].start : parts.internal[0].end].startswith(":::internal")
    assert parts.doubtful == ()


@pytest.mark.parametrize(
    "source",
    [
        "safe\n:::internal\nSECRET",  # never closed
        "safe\n:::internal SECRET :::\nsafe",
        "safe\n:::Internal\nSECRET\n:::\nsafe",
        "safe\n::: internal\nSECRET\n:::\nsafe",
        "safe\n:::internal-only\nSECRET\n:::\nsafe",
        "safe\n:::interno\nSECRET\n:::\nsafe",
        "safe\n\uff1a\uff1a\uff1ainternal\nSECRET\n:::\nsafe",
        "safe\r\n:::internal\r\nSECRET\r\n:::\r\nsafe",
        "safe\r:::internal\rSECRET\r:::\rsafe",
        "safe\u2028:::internal\u2028SECRET\u2028:::\u2028safe",
        "\ufeff:::internal\nSECRET\n:::\nsafe",
        "\u200b:::\u200binternal\nSECRET\n:::\nsafe",
        "safe\n::::internal\nSECRET\n:::\nSECRET\n::::\nsafe",  # fewer colons close nothing
        "safe\n:::internal\n:::note\nSECRET\n:::\nSECRET\n:::\nsafe",
        "safe\n:::internal\n:::unknown\nSECRET\n:::\nSECRET\n:::\nsafe",
        "safe\n:::note\n:::internal\nSECRET\n:::\nsafe\n:::",
        "safe\n:::internal\n```\nSECRET\n:::\nSECRET\n```\n:::\nsafe",
        "```\n:::internal\n```\nSECRET\n```\n:::\nsafe",  # a stray fence above hides nothing
        "- ```\n  safe\n  ```\n  :::internal\n  SECRET\n  :::\n  ```\n  safe\n  ```",  # between two fences
        "- ```\n  :::internal\n  SECRET\n  :::\n  ```",  # a fence that begins with its item hides nothing
        "```\nsafe\n\n:::internal\nSECRET\n:::",  # a fence without end hides nothing
        "> safe\n> :::internal\n> SECRET\n> :::\n> safe",
        "> :::internal\n> SECRET\n:::\nSECRET",  # closed outside the quote it was opened in
        "- safe\n  :::internal\n  SECRET\n  :::\n- safe",
        "- :::internal\n  SECRET\n  :::\n- safe",
        ":::internal\n- SECRET\n  :::\n- SECRET\n:::\nsafe",  # deeper than its opening closes nothing
        "    :::internal\n    SECRET\n    :::\nsafe",
        "<!--\n:::internal\nSECRET\n:::\n-->safe",
        "> ```\n> :::internal\n> SECRET\n> :::\n> ```\nsafe",
    ],
)
def test_doubtful_forms_count_as_internal(source: str) -> None:
    assert "SECRET" not in split_audience(source).customer_safe
    assert "SECRET" not in customer_html(source)
    assert "SECRET" not in plain(source)
    assert "SECRET" in render(source).text


@pytest.mark.parametrize(
    "source",
    [
        "Write :::internal in front of it.",
        "a ::: internal",
        "```\n:::internal\nexample\n:::\n```",
    ],
)
def test_what_looks_like_a_failed_directive_is_pointed_out(source: str) -> None:
    parts = split_audience(source)
    assert parts.internal == ()
    assert parts.customer_safe == source
    [span] = parts.doubtful
    assert "intern" in parts.customer_safe[span.start : span.end]


def test_a_directive_in_a_fence_is_an_example() -> None:
    html = render("```\n:::internal\nexample\n:::\n```").html
    assert "guard" not in html
    assert ":::internal" in html


def test_other_directives_stay() -> None:
    source = ":::note Mind\nsafe\n:::\n\n:::nothing\nsafe\n:::\n"
    assert split_audience(source).customer_safe == source


def test_the_neighbours_of_a_part_stay_apart() -> None:
    html = customer_html("before\n:::internal\nx\n:::\nafter")
    assert html == "<p>before</p>\n<p>after</p>"


def test_inside_it_is_shown_as_a_guard() -> None:
    rendered = render(":::internal\nUp to **€180**.\n:::")
    assert rendered.html == (
        '<aside class="guard"><b>Internal only <i>left out when you copy or insert</i></b>\n'
        "<p>Up to <strong>€180</strong>.</p>\n</aside>\n"
    )
    assert rendered.text == "Up to €180."


def test_a_guard_keeps_its_place_in_a_quote_and_its_other_lines() -> None:
    html = render("> before\n> :::internal\n> secret\n> :::\n> after").html
    assert html.startswith("<blockquote>\n<p>before</p>\n<aside")
    assert html.endswith("<p>after</p>\n</blockquote>")


def test_a_guard_too_deep_is_still_a_guard_and_hides_from_customers() -> None:
    source = ":::note\n" * 9 + ":::internal\nSECRET\n:::\n" + ":::\n" * 9
    assert "SECRET" in render(source).text
    assert "SECRET" not in render(source, audience=Audience.CUSTOMER).text


def test_a_text_that_could_not_be_formatted_hides_its_internal_part_too() -> None:
    source = "safe " * 15_000 + "\n:::internal\nSECRET\n:::\n"
    assert "SECRET" not in customer_html(source)
    assert "SECRET" not in plain(source)


PASSAGES = """Before.

:::customer
Hi {{first_name}}, you **may**, see [[Late bags|late bags]].

:::internal
Budget 4410.
:::

- and this
:::

:::internal
:::customer
Never this.
:::
:::

> :::customer
> A quoted one.
> :::

```
:::customer
Only an example.
:::
```

:::customer
No end to it."""


def test_customer_passages_are_taken_out_in_order_without_internal_parts():
    first, quoted = customer_passages(PASSAGES)
    assert first.startswith("Hi {{first_name}}, you **may**, see late bags.")
    assert first.endswith("- and this")
    assert "4410" not in first
    assert quoted == "A quoted one."


def test_a_customer_passage_without_an_end_is_none_and_says_so():
    assert customer_passages(":::customer\nNo end.\n\nInside only.") == []
    assert "has no end" in render(":::customer\nNo end.").html
    assert "has no end" not in plain(":::customer\nNo end.")


def test_a_page_may_show_customer_passages_its_own_way():
    html = render(PASSAGES).html
    shown: list[str] = []
    filled = fill_customer(html, lambda inner: shown.append(inner) or "[ready]")
    assert filled.count("[ready]") == len(shown) == 2
    assert "guard" in shown[0]
    assert "and this" in shown[0]
    assert shown[0].count("<div") == shown[0].count("</div>")
    assert "Never this." in filled  # inside the internal part, where no customer text can be
    assert "<p>Hi" not in filled


def test_customer_passages_leave_without_a_frame():
    assert plain(":::customer\nYou may.\n:::") == "You may."
    assert "ready" not in customer_html(":::customer\nYou may.\n:::")


@pytest.mark.parametrize("title", ["Late bags", "late  BAGS"])
def test_page_links_lead_to_pages_that_are_known(title):
    def resolve(tokens):
        return {token: ("/wiki/baggage/late-bags", "Late bags") for token in tokens if token.startswith("[[")}

    made = render(f"See [[{title}]], [[{title}|*these*]] and `[[{title}]]`.", resolve=resolve)
    assert '<a href="/wiki/baggage/late-bags">Late bags</a>' in made.html
    assert ">*these*</a>" in made.html
    assert f"<code>[[{title}]]</code>" in made.html
    assert made.refs == ("/wiki/baggage/late-bags",)


def test_page_links_that_nobody_knows_stay_as_typed():
    assert "[[Nowhere]]" in render("See [[Nowhere]].", resolve=lambda _tokens: {}).html


def test_a_page_link_cannot_carry_script():
    def resolve(tokens):
        return dict.fromkeys(tokens, ("javascript:alert(1)", "x"))

    made = render("[[x|<img src=x onerror=alert(1)>]]", resolve=resolve)
    assert "<img" not in made.html
    assert "href" not in made.html
