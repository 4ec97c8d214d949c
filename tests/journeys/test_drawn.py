"""Diagrams and formulas: drawn under the strict policy, in the preview too; a source without scripts."""

from playwright.sync_api import expect

from tests.journeys.conftest import Window

TEXT = """```mermaid title="How a bag comes home"
flowchart LR
  A[Lost] --> B[Found]
```

```mermaid
flowchart LR
  A[[[ nothing
```

It takes $`\\frac{1}{2}`$ of a day, and costs $5.
"""


def test_diagrams_and_formulas_are_drawn(window: Window) -> None:
    page = window("ada")
    complaints: list[str] = []
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/wiki/new?space=open")
    page.get_by_label("Title", exact=True).fill("How bags come home")
    page.locator("textarea[name=body]").fill(TEXT)
    page.get_by_role("button", name="Preview").click()
    picture = page.get_by_role("img", name="How a bag comes home", exact=True)
    expect(picture).to_be_visible()
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_role("heading", name="How bags come home", level=1)).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 100
    expect(page.locator(".undrawn")).to_contain_text("This diagram cannot be drawn: Parse error on line 2")
    expect(page.get_by_text("A[[[ nothing", exact=False).last).to_be_visible()
    expect(page.locator("math")).to_have_count(1)
    assert complaints == []
    bare = window("ada", java_script_enabled=False)
    bare.goto(page.url)
    expect(bare.get_by_text("A[Lost] --> B[Found]")).to_be_visible()
