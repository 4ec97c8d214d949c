"""What browsers are given: small, hashed, cached for ever, and nothing that the policy would refuse."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask

from hub.web import assets
from tests.web.site import PROJECT

STATIC = PROJECT / "hub/web/static"
CSS_LIMIT = 15_000
SCRIPT_LIMIT = 60_000
MODULE_LIMIT = 2_000


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def built(name: str) -> Path:
    return assets.DIST / Path(assets.asset_url(name)).name


def test_the_styles_stay_small() -> None:
    """A page has the sheet of every page, and at most one of its own."""
    own = [built(sheet.name) for sheet in (STATIC / "css/pages").glob("*.css")]
    assert packed(built("app.css")) + max(packed(sheet) for sheet in own) < CSS_LIMIT


def test_the_scripts_of_a_page_stay_small() -> None:
    assert packed(built("app.js")) <= SCRIPT_LIMIT


@pytest.mark.parametrize("module", sorted((STATIC / "js").rglob("*.js")), ids=lambda path: path.stem)
def test_each_module_stays_small(module: Path) -> None:
    assert packed(module) < MODULE_LIMIT


def test_the_lock_file_names_no_registry() -> None:
    lock = (PROJECT / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    packages = json.loads(lock)["packages"]
    unlocked = [name for name, about in packages.items() if name and "integrity" not in about]
    assert unlocked == []


def test_the_packages_are_exact() -> None:
    package = json.loads((PROJECT / "package.json").read_text("utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert {name: at for name, at in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", at)} == {}


def test_raw_colours_stand_in_the_tokens_only() -> None:
    colour = re.compile(r"(?<![\w-])(?:#[0-9a-f]{3,8}\b|rgba?\(|hsla?\()", re.I)
    sheets = [sheet for sheet in (STATIC / "css").rglob("*.css") if sheet.name != "tokens.css"]
    assert [sheet.name for sheet in sheets if colour.search(sheet.read_text("utf-8"))] == []


def test_every_style_sheet_is_built_in() -> None:
    entries = [STATIC / "css/app.css", *(STATIC / "css/pages").glob("*.css")]
    imports = "".join(entry.read_text("utf-8") for entry in entries)
    named = set(re.findall(r"/(\w+)\.css", imports)) | {"app"}
    assert {sheet.stem for sheet in (STATIC / "css").glob("*.css")} == named


def test_templates_use_only_icons_that_exist() -> None:
    sprite = set(re.findall(r'id="i-([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    used = set()
    for template in (PROJECT / "hub").rglob("templates/**/*.html"):
        text = template.read_text("utf-8")
        used |= set(re.findall(r"""icon(?:_href)?\(["']([\w-]+)["']""", text))
        used |= set(re.findall(r"""icon(?:_name)?=["']([\w-]+)["']""", text))
    assert used - sprite == set()


def test_a_built_file_is_kept_for_a_year(site: Flask) -> None:
    with site.test_client().get(assets.asset_url("app.js")) as response:
        assert response.status_code == 200
        assert response.mimetype == "text/javascript"
        assert response.cache_control.immutable
        assert response.cache_control.max_age == assets.ONE_YEAR


@pytest.mark.parametrize("path", ["nothing.js", "../icons.svg", "%2e%2e/icons.svg", "manifest.json/x"])
def test_other_files_are_not_served(site: Flask, path: str) -> None:
    assert site.test_client().get(assets.URL + path).status_code == 404


def test_a_missing_build_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsMissing, match="npm run build"):
        assets.asset_url("app.js", tmp_path)


def test_an_unknown_name_says_so(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(assets.AssetsMissing, match=r"no built file \"app.js\""):
        assets.asset_url("app.js", tmp_path)


def test_a_new_build_is_seen_without_a_restart(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text('{"app.js": "app-1.js"}')
    assert assets.asset_url("app.js", tmp_path) == "/static/dist/app-1.js"
    manifest.write_text('{"app.js": "app-2.js"}')
    assert assets.asset_url("app.js", tmp_path) == "/static/dist/app-2.js"


@pytest.mark.parametrize(
    ("takes", "coding"), [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)]
)
def test_a_text_is_sent_packed_to_who_takes_it(takes: str, coding: str | None) -> None:
    app = Flask(__name__)
    assets.init_assets(app)
    plain = built("app.css").read_bytes()
    with app.test_client().get(assets.asset_url("app.css"), headers={"Accept-Encoding": takes}) as answer:
        assert answer.headers.get("Content-Encoding") == coding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.mimetype == "text/css"
        if coding == "gzip":
            assert gzip.decompress(answer.data) == plain
        assert (len(answer.data) < len(plain)) == bool(coding)
