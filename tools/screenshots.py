"""Takes the pictures of the README from a running hub with the demo story in it.

    python -m tools.screenshots http://127.0.0.1:8000 [--to docs/images]

Run it after a change to how a page looks, with the settings of that hub: the mails are made from its data.
Pictures are reduced to 176 colours, below 200 kB each.
"""

import argparse
import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tools.mail_pictures import mail_pictures

DESKTOP, PHONE = (1440, 900), (390, 844)
LARGEST = 200_000  # bytes of one picture
COLOURS = 176
SIGN_IN = ("amara@tern.example", "welcome to tern")
PATIENCE = 30_000  # milliseconds


@dataclass(frozen=True)
class Shot:
    """One picture. `through`: the link on the page that leads to what is shown; the first that fits."""

    name: str
    place: str
    through: str = ""
    size: tuple[int, int] = DESKTOP
    theme: str = "light"


ASKED = ".crow:has-text('Marta')"  # colleagues have answered there
QUESTION = "/search?q=replacement+stroller&kind=question"
SHOTS = (
    Shot("home-light", "/"),
    Shot("home-dark", "/", theme="dark"),
    Shot("case-light", "/cases", ASKED),
    Shot("case-dark", "/cases", ASKED, theme="dark"),
    Shot("case-phone-light", "/cases", ASKED, size=PHONE),
    Shot("question-light", QUESTION, "main a[href^='/q/']"),
    Shot("question-dark", QUESTION, "main a[href^='/q/']", theme="dark"),
    Shot("wiki-light", "/search?q=damaged+strollers&kind=page", "main a[href$='strollers-and-car-seats']"),
    Shot("home-phone-dark", "/", size=PHONE, theme="dark"),
    Shot("search-light", "/search?q=stroller"),
)


def main() -> int:
    """Take all pictures, or those named."""
    wanted = _arguments()
    wanted.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=wanted.browser, args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        for size in (DESKTOP, PHONE):
            _take_all(browser, wanted, size)
        if any(each.startswith("mail") for each in wanted.only or ["mail"]):
            for name, picture in mail_pictures(browser).items():
                _keep(wanted.to, name, _small(picture))
        browser.close()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Takes the pictures of the README.")
    parser.add_argument("hub", help="where the hub with the demo story is, http://127.0.0.1:8000")
    parser.add_argument("--to", type=Path, default=Path("docs/images"))
    parser.add_argument("--only", nargs="*", default=[], help="names of pictures")
    parser.add_argument("--browser", default=None, help="a Chromium to use instead of Playwright's own")
    return parser.parse_args()


def _take_all(browser: Browser, wanted: argparse.Namespace, size: tuple[int, int]) -> None:
    shots = [shot for shot in SHOTS if shot.size == size and (not wanted.only or shot.name in wanted.only)]
    if not shots:
        return
    context = _context(browser, wanted.hub, size)
    page = context.new_page()
    _sign_in(page)
    for shot in shots:
        picture = _take(context, page, shot)
        _keep(wanted.to, shot.name, picture)
    context.close()


def _keep(folder: Path, name: str, picture: bytes) -> None:
    (folder / f"{name}.png").write_bytes(picture)
    print(f"{name}.png  {len(picture) // 1000} kB")


def _context(browser: Browser, hub: str, size: tuple[int, int]) -> BrowserContext:
    options: dict[str, Any] = {"viewport": {"width": size[0], "height": size[1]}, "reduced_motion": "reduce"}
    context = browser.new_context(base_url=hub, **options)
    context.set_default_timeout(PATIENCE)
    return context


def _sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(SIGN_IN[0])
    page.get_by_label("Password").fill(SIGN_IN[1])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"^(?!.*/sign-in)"))


def _take(context: BrowserContext, page: Page, shot: Shot) -> bytes:
    address = urlsplit(page.url)
    context.add_cookies(
        [{"name": "theme", "value": shot.theme, "domain": address.hostname or "", "path": "/"}]
    )
    page.goto(shot.place)
    if shot.through:
        page.locator(shot.through).first.click()
        page.wait_for_load_state("load")
    expect(page.locator(".pane[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)  # what is fetched after the page has come
    return _small(page.screenshot())


def _palette(whole: Image.Image, colours: int) -> Image.Image:
    """The colours that are kept: the corner with the logo counts as much as a strip of the page."""
    corner = whole.crop((0, 0, 96, 64)).resize((whole.width, 160), Image.Resampling.NEAREST)
    counted = Image.new("RGB", (whole.width, whole.height + corner.height))
    counted.paste(whole)
    counted.paste(corner, (0, whole.height))
    return counted.quantize(colours, kmeans=2)


def _small(picture: bytes) -> bytes:
    """The same in fewer colours, which a page of text does not miss."""
    made = io.BytesIO()
    colours = COLOURS
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    while True:
        reduced = whole.quantize(palette=_palette(whole, colours), dither=Image.Dither.NONE)
        made.seek(0)
        made.truncate()
        reduced.save(made, "PNG", optimize=True)
        if made.tell() <= LARGEST or colours <= COLOURS // 8:
            return made.getvalue()
        colours //= 2


if __name__ == "__main__":
    sys.exit(main())
