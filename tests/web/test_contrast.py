"""High contrast: chosen or asked for by the device, complete, and strong enough in both schemes."""

import re
from pathlib import Path

import pytest

from hub.web import assets

ASKED = "@media (prefers-contrast: more)"
TOKENS = Path(__file__).parents[2] / "hub/web/static/css/tokens.css"
PAIR = re.compile(r"(--[\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
GROUNDS = ("bg", "surface", "sunken", "hover", "press")
HUES = ("brand", "out", "in", "bad")
TEXTS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in GROUNDS),
    *((ink, f"{hue}-tint") for hue in HUES for ink in ("ink", "ink-2", "ink-3", f"{hue}-ink")),
    *((f"{hue}-ink", ground) for hue in HUES for ground in ("bg", "surface", "sunken")),
    *((f"on-{hue}", hue) for hue in HUES),
    *((f"on-{hue}", f"{hue}-hi") for hue in ("brand", "out", "in")),
]  # fmt: skip
LINES = [(line, ground) for line in ("line", "line-2", "edge", "brand-line", "out-line", "bad-line")
         for ground in ("bg", "surface")]  # fmt: skip


def colours(css: str) -> dict[str, tuple[str, str]]:
    """Name of a token → light and dark."""
    return {name[2:]: (light, dark) for name, light, dark in PAIR.findall(css)}


def strong() -> dict[str, tuple[str, str]]:
    """The colours of high contrast."""
    css = TOKENS.read_text()
    return colours(css[css.index(ASKED) :])


def brightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_device_and_the_person_get_the_same_colours():
    css = (assets.DIST / assets.asset_url("app.css").rpartition("/")[2]).read_text()
    asked = re.search(r"\(prefers-contrast:more\)\{:root(\{[^{}]*\})", css)
    chosen = re.search(r"\[data-contrast=more\](\{[^{}]*\})", css)
    assert chosen[1] == asked[1]
    missing = set(colours(TOKENS.read_text())) - set(strong())
    assert not missing, "a colour that keeps its usual contrast"


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_has_a_contrast_of_seven(scheme):
    all_of = strong()
    weak = []
    for pairs, least in ((TEXTS, 7), (LINES, 4.5)):
        for one, other in pairs:
            found = contrast(all_of[one][scheme], all_of[other][scheme])
            if found < least:
                weak.append(f"{one} on {other}: {found:.1f}")
    assert not weak, weak


def test_what_is_chosen_stands_on_every_page(ada, nobody):
    assert "data-contrast" not in ada.get("/people").text
    ada.post("/settings/appearance", contrast="more", motion="less", theme="dark")
    page = ada.get("/people").text
    assert 'data-theme="dark" data-contrast="more" data-motion="less"' in page
    assert re.search(r'name="contrast" value="more" checked', ada.get("/settings/appearance").text)
    ada.post("/settings/appearance", contrast="<b>", motion="")
    assert "data-contrast" not in ada.get("/people").text
    assert "data-motion" not in ada.get("/people").text
    nobody.client.set_cookie("contrast", "more")
    assert 'data-contrast="more"' in nobody.get("/sign-in").text
