"""The rules of boundaries.py, over the code, with every exception and its reason."""

from __future__ import annotations

from tests.house import boundaries
from tests.house.source import Source, application, check, modules

# path: {module: why it cannot stand at the top}
HIDDEN_IMPORTS = {
    "hub/cli.py": {
        "hub.running": "each verb loads only what it needs: no server for a new person",
        "hub.background": "the same",
        "hub.backup": "the same",
        "hub.checks": "the same",
        "hub.demo.load": "the same: the story is large",
        "hub.demo.remove": "the same",
    },
    "hub/files/storage.py": {"hub.files.buckets": "its package is optional: a folder needs none"},
}
# path: {part of the statement: why no text of a person can be in it}
COMPOSED_SQL = {
    "hub/core/db.py": {"PRAGMA {pragma}": "a constant of that file; PRAGMA takes no parameters"},
    "migrations/versions/2026_11_22_first_schema.py": {
        "BEFORE {verb}": "UPDATE or DELETE, from the line above"
    },
}
DOORS = {"routes", "api"}


def test_only_the_transaction_commits() -> None:
    check(
        boundaries.commits,
        application(),
        allowed=[
            "hub/core/db.py",
            "search/whoosh_engine.py",  # the index writer's commit, not the database's
        ],
    )


def test_only_routes_see_the_request() -> None:
    outside = [module for module in application() if not is_a_door(module)]
    check(
        boundaries.uses_of_the_request,
        outside,
        allowed=[
            "hub/app.py",  # hooks the application together, requests included
            "hub/frame.py",  # what stands around every page; it sees features, so hub/web/ cannot hold it
            "hub/live/sockets.py",  # a door too: sockets knock here
        ],
    )


def is_a_door(module: Source) -> bool:
    """routes.py, api.py, or a package of that name when one file became too long."""
    last_two = module.path.removesuffix(".py").split("/")[-2:]
    return module.within("hub/web/") or not DOORS.isdisjoint(last_two)


def test_only_the_engine_knows_whoosh() -> None:
    check(boundaries.imports_of_whoosh, application(), allowed=["search/whoosh_engine.py"])


def test_the_network_has_few_doors() -> None:
    outside = [module for module in application() if not is_a_transport(module)]
    check(
        boundaries.network_imports,
        outside,
        allowed=[
            "hub/channels/email/imap.py",  # the transport for mail that comes in
            "hub/channels/email/smtp.py",  # and the one for mail that goes out
        ],
    )


def is_a_transport(module: Source) -> bool:
    """fetcher.py holds the guards for the web, a transport.py speaks one protocol of a channel."""
    return module.path.endswith(("/fetcher.py", "/transport.py"))


def test_no_import_hides_in_a_function() -> None:
    check(boundaries.hidden_imports, application(), known=HIDDEN_IMPORTS)


def test_sql_is_never_glued_together() -> None:
    everything = [*application(), *modules("migrations/")]
    check(boundaries.sql_from_strings, everything, known=COMPOSED_SQL)


def test_few_may_trust_markup() -> None:
    check(
        boundaries.trusted_markup,
        application(),
        allowed=[
            "hub/core/markup/",
            "hub/web/filters.py",
            "search/snippets.py",
        ],
        known={
            "hub/web/pages.py": {"Markup(": "panels are templates that have been rendered"},
            "hub/web/assets.py": {"Markup(": "one SVG with escaped places, and templates without values"},
            "hub/web/compiling.py": {"Markup(": "what a macro made, as Jinja marks it: templates escape"},
            "hub/wiki/routes/shown.py": {"Markup(": "stored texts, the same with shared blocks put in"},
            "hub/web/language.py": {"Markup(": "texts of templates and catalogues; values are escaped"},
            "hub/web/keeping.py": {"Markup(": "what a template made, and the open places of it"},
            "hub/web/pieces.py": {
                "Markup(": "fixed pieces with places; format() escapes what goes into them"
            },
        },
    )


def test_there_is_one_clock() -> None:
    # search/ is a library and knows no hub; how recent a hit is may be judged by the machine's time.
    inside = [module for module in application() if not module.within("search/")]
    check(boundaries.wall_clocks, inside, allowed=["hub/core/clock.py"])


def test_migrations_stand_alone() -> None:
    own = [module for module in modules() if "migrations/" in module.path and not module.is_test]
    versions = [module for module in own if "/versions/" in module.path]
    check(boundaries.imports_of_the_application, versions)
