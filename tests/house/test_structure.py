"""The rules of structure.py, over everything that is committed."""

from __future__ import annotations

from tests.house import structure
from tests.house.source import check, modules, sources

READ_BY_PEOPLE = (".py", ".html", ".js", ".mjs", ".css", ".sh")
# A migration is a list of tables, read from top to bottom; cutting it up would hide it.
LISTS_OF_TABLES = ("migrations/versions/",)


def test_no_file_is_too_long() -> None:
    written = [file for file in sources() if file.path.endswith(READ_BY_PEOPLE)]
    check(structure.long_files, written, allowed=LISTS_OF_TABLES)


def test_no_function_is_too_long() -> None:
    check(structure.long_functions, modules(), allowed=LISTS_OF_TABLES)


def test_every_module_says_what_it_holds() -> None:
    check(structure.missing_docstrings, modules())


def test_module_docstrings_are_short() -> None:
    check(structure.long_docstrings, modules("hub/", "search/", "plugins/"))


def test_every_file_has_a_real_name() -> None:
    check(structure.empty_names, sources())
    check(structure.strange_names, sources())


def test_no_test_is_left_out() -> None:
    tests = [module for module in modules() if module.is_test]
    files = [module for module in tests if module.path.split("/")[-1].startswith("test_")]
    check(structure.functions_that_never_run, files)
    check(structure.tests_outside_test_files, tests, allowed=["tests/house/structure.py"])


def test_nothing_names_a_machine() -> None:
    check(structure.places_of_a_machine, sources())


def test_nothing_names_a_registry() -> None:
    check(structure.registry_hosts, sources())
