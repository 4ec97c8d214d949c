"""Collects the texts of the hub into the catalogues of its translators, and compiles those.

    .venv/bin/python tools/translate.py           every text into every hub/translations/*/messages.po
    .venv/bin/python tools/translate.py add nl    begin another language
    .venv/bin/python tools/translate.py compile   the .mo files (set-up does it too)

What the code no longer says leaves the catalogue; nothing is guessed from similar texts.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "hub" / "translations"
WIDTH = 100
BEGUN = datetime(2026, 11, 29, tzinfo=UTC)
# Examples for developers, tests and the story say what they say.
METHODS = [
    ("**/styleguide/**", "ignore"),
    ("**/styleguide.html", "ignore"),
    ("**/tests/**", "ignore"),
    ("**/static/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
OPTIONS = {"**/templates/**": {"extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2), "choose": (1, 2)}


def collected() -> Catalog:
    """Every text that people may read, in the order of files."""
    template = Catalog(project="Backchannel", charset="utf-8")
    for file, message, comments, context in _texts():
        template.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return template


def _texts() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for top in ("hub", "plugins"):
        found = extract_from_dir(
            ROOT / top,
            METHODS,
            OPTIONS,
            keywords=KEYWORDS,
            comment_tags=("translators:",),
            strip_comment_tags=True,
        )
        for name, _line, message, comments, context in found:
            yield f"{top}/{name}", message, comments, context


def catalogues() -> list[Path]:
    """The catalogue of each language."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    """A catalogue as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def update(path: Path, template: Catalog) -> list[str]:
    """Bring one catalogue up to date. Returns the texts it has no words for yet."""
    catalogue = read(path)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    write(path, catalogue)
    return missing(catalogue)


def write(path: Path, catalogue: Catalog) -> None:
    """Without dates and line numbers, so that a change shows what changed."""
    catalogue.creation_date = catalogue.revision_date = BEGUN
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=WIDTH, omit_header=False, include_lineno=False, ignore_obsolete=True)


def missing(catalogue: Catalog) -> list[str]:
    """Texts without words, or with words that nobody confirmed."""
    return [str(each.id) for each in catalogue if each.id and (each.fuzzy or not _is_whole(each.string))]


def _is_whole(said: str | tuple[str, ...]) -> bool:
    return all(said) if isinstance(said, tuple) else bool(said)


def compile_all() -> None:
    """Write the .mo beside each .po."""
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))


def main(arguments: list[str]) -> None:
    if arguments == ["compile"]:
        compile_all()
        return
    template = collected()
    if arguments[:1] == ["add"] and len(arguments) == 2:
        path = FOLDER / arguments[1] / "LC_MESSAGES" / "messages.po"
        write(path, Catalog(locale=arguments[1], project="Backchannel", charset="utf-8", fuzzy=False))
    for path in catalogues():
        without = update(path, template)
        print(f"{path.parent.parent.name}: {len(template)} texts, {len(without)} without words")


if __name__ == "__main__":
    main(sys.argv[1:])
