"""Files come into a text by the clip, by pasting and by dropping, at the caret, and never into a reply."""

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

BRING = """([selector, kind, names, text]) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(["x"], name, { type: "image/png" }));
  if (text) data.setData("text/plain", text);
  const more = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
  const made = kind === "paste" ? new ClipboardEvent(kind, more) : new DragEvent(kind, more);
  return !document.querySelector(selector).dispatchEvent(made);
}"""


@pytest.fixture
def home(page: Page) -> Page:
    """The page with the composer; what is sent is answered with a line of Markdown."""

    def reply(route: Route) -> None:
        name = (route.request.post_data or "").partition('filename="')[2].partition('"')[0]
        if name == "bad.exe":
            route.fulfill(status=422, body="Programs are not kept here.", content_type="text/plain")
        else:
            line = f"![{name}](/files/0/{name})"
            route.fulfill(status=201, body=line, content_type="text/plain; charset=utf-8")

    page.route("**/files", reply)
    page.goto("/")
    return page


def bring(page: Page, selector: str, kind: str, *names: str, text: str = "") -> bool:
    """Paste or drop files; says whether the page took them."""
    return bool(page.evaluate(BRING, [selector, kind, list(names), text]))


def test_pasted_pictures_go_to_the_caret_in_their_order(home: Page) -> None:
    home.fill("#new", "before after")
    home.evaluate("document.querySelector('#new').setSelectionRange(6, 6)")
    assert bring(home, "#new", "paste", "a.png", "b.png")
    expect(home.locator("#new")).to_have_value(
        "before\n![a.png](/files/0/a.png)\n![b.png](/files/0/b.png)\n after"
    )


def test_a_dropped_file_is_taken(home: Page) -> None:
    assert bring(home, "#new", "drop", "a.png")
    expect(home.locator("#new")).to_have_value("![a.png](/files/0/a.png)\n")


def test_the_clip_asks_for_files(home: Page) -> None:
    home.focus("#new")
    with home.expect_file_chooser() as asked:
        home.click("[data-attach=new]")
    asked.value.set_files({"name": "c.png", "mimeType": "image/png", "buffer": b"x"})
    expect(home.locator("#new")).to_have_value("![c.png](/files/0/c.png)\n")


def test_a_refusal_is_said_beside_the_field(home: Page) -> None:
    bring(home, "#new", "paste", "bad.exe", "a.png")
    expect(home.locator("[data-attach=new] + [role=status]")).to_have_text(
        "bad.exe: Programs are not kept here."
    )
    expect(home.locator("#new")).to_have_value("![a.png](/files/0/a.png)\n")


def test_words_copied_from_a_table_stay_words(home: Page) -> None:
    assert not bring(home, "#new", "paste", "a.png", text="two\tcells")


def test_a_reply_to_a_customer_takes_no_files(page: Page) -> None:
    page.goto("/case")
    assert not bring(page, "#reply", "paste", "a.png")
    assert not bring(page, "#reply", "drop", "a.png")
    expect(page.locator("[data-attach=reply]")).to_have_count(0)
