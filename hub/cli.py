"""The console command `backchannel`. Each verb parses its words and calls what does the work."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from apiflask import APIFlask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from config import Config, ConfigError, from_environment
from hub import schema
from hub.app import create_app, engine_of
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import HubError
from hub.core.events import Event
from hub.core.features import registry
from hub.core.permissions import PERMISSIONS, SYSTEM, rule_of
from hub.files.storage import store_of
from hub.importing.commands import import_verbs
from hub.indexing.consumer import rebuild
from hub.people import tokens
from hub.people.models import Person, Role
from hub.plugins import PluginError
from hub.spaces.actions import open_for_everybody, welcome

Verb = TypeVar("Verb", bound=Callable[..., Any])


def main() -> int:
    """Run the command; a wrong setting or a refused act is one clear line, not a trace."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as end:
        return int(end.exit_code)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except (ConfigError, PluginError, HubError) as error:
        click.echo(f"backchannel: {error}", err=True)
        return 1
    except OperationalError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        click.echo(f"backchannel: The database cannot be used: {reason}", err=True)
        click.echo(
            "Look at BACKCHANNEL_DATABASE_URL and BACKCHANNEL_DATA_DIR, and whether it runs.", err=True
        )
        return 1
    return 0


@click.group(help="Backchannel: the short, safe way between a customer and the colleague who knows.")
def cli() -> None:
    """The group of all verbs."""


def with_app(verb: Verb) -> Verb:
    """Give a verb the application, inside its context; the schema must be the one of this version."""

    @wraps(verb)
    def inside(*args: Any, **kwargs: Any) -> Any:
        app = _app()
        with app.app_context():
            return verb(app, *args, **kwargs)

    return inside  # type: ignore[return-value]  # click reads the wrapped signature


cli.add_command(import_verbs(with_app))


@cli.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--demo", "with_demo", is_flag=True, help="Write the demo story when the hub is empty.")
def run(host: str | None, port: int | None, with_demo: bool) -> None:
    """Start the hub, after bringing the database to the schema of this version."""
    from hub.running import Server, check_workers

    config = from_environment()
    if config.workers > 1:
        check_workers(config)
        _patched_first()
    config = config.listening(host, port)
    if with_demo and config.organisation == Config.organisation:
        config = replace(config, organisation="Tern Airways")  # the story is theirs
    app = _app(config)
    with app.app_context():
        if with_demo and session().scalar(select(Person.id).limit(1)) is None:
            _write_demo()
        open_for_everybody()
        config = _with_name(config)
        _greet(config)
    engine_of(app).dispose()
    Server(config).run()


@cli.command()
def init() -> None:
    """Make the database, or bring it to the schema of this version."""
    config = from_environment()
    app = create_app(config)
    schema.upgrade(engine_of(app))
    with app.app_context():
        open_for_everybody()
    click.echo(f"The database is ready: {_shown(config.database_url)}")


@cli.command()
@click.option("--remove", is_flag=True, help="Take the story out again.")
@with_app
def demo(_app: APIFlask, remove: bool) -> None:
    """Write the demo story (an airline's customer care), or take it out again."""
    if remove:
        from hub.demo.remove import remove_story

        click.echo(remove_story())
        return
    _write_demo()


@cli.group()
def person() -> None:
    """Accounts."""


@person.command("add")
@click.argument("handle")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
@click.password_option(help="At least 12 characters.")
@with_app
def person_add(
    _app: APIFlask, handle: str, name: str, email: str, roles: tuple[str, ...], password: str
) -> None:
    """Add a colleague. The first one should be an administrator: --role administrator."""
    given = frozenset(Role(role) for role in roles)
    open_for_everybody()
    made = welcome(SYSTEM, name, email, handle, roles=given, password=password)
    click.echo(f"{made.name} can sign in as {made.email}.")


@cli.group()
def token() -> None:
    """Keys for programs."""


@token.command("create")
@click.argument("handle")
@click.option("--name", required=True, help="What it is for.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(tokens.SCOPES), default=("read",))
@click.option(
    "--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="How long it is good for."
)
@with_app
def token_create(_app: APIFlask, handle: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a key that acts as HANDLE. It is shown once."""
    owner = session().scalars(select(Person).where(Person.handle == handle)).one_or_none()
    if owner is None:
        raise click.ClickException(f"There is nobody called @{handle}.")
    with transaction():
        made = tokens.make_token(owner, name, scopes, clock.now() + timedelta(days=days))
    click.echo(made.text)


@cli.command("dispatch")
@with_app
def dispatch(app: APIFlask) -> None:
    """Run the dispatcher, the workers and the periodic tasks without the pages."""
    from hub.background import Background

    background = Background(app, engine_of(app))
    background.start()
    click.echo("Dispatching. Press Ctrl+C to stop.")
    try:
        while True:
            background.wait(60)
    except KeyboardInterrupt:
        background.stop()


@cli.command()
@click.option("--after", type=click.IntRange(0), default=0, help="Only those after this number.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@with_app
def events(_app: APIFlask, after: int, limit: int) -> None:
    """Print facts as JSON lines, oldest first."""
    statement = select(Event).where(Event.id > after).order_by(Event.id).limit(limit)
    for event in session().scalars(statement):
        fact = {"id": event.id, "kind": event.kind, "actor": event.actor_id, "space": event.space_id,
                "subject": event.subject, "data": event.data, "at": event.at.isoformat()}  # fmt: skip
        click.echo(json.dumps(fact, ensure_ascii=False))


@cli.command()
@with_app
def permissions(_app: APIFlask) -> None:
    """Print every permission: its name, its sentence, and where its rule stands."""
    for name in sorted(PERMISSIONS):
        rule = rule_of(PERMISSIONS[name])
        click.echo(f"{name:32} {PERMISSIONS[name].sentence:56} {rule.__module__}.{rule.__name__}")


@cli.command()
@with_app
def reindex(_app: APIFlask) -> None:
    """Build the search index anew beside the old one, then switch over."""
    click.echo(f"{rebuild()} things can be found.")


@cli.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@with_app
def backup(app: APIFlask, target: Path) -> None:
    """Write everything into the archive TARGET (.tar.gz), also while people work."""
    from hub.backup import back_up

    counts = back_up(engine_of(app), store_of(app.config["HUB"]), target)
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables are in {target}.")


@cli.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_app
def restore(app: APIFlask, source: Path) -> None:
    """Read the archive SOURCE into this empty hub, then build the search index."""
    from hub.backup import BackupError
    from hub.backup import restore as read_back

    try:
        counts = read_back(engine_of(app), store_of(app.config["HUB"]), source)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sum(counts.values())} rows are back.")
    click.echo(f"{rebuild()} things can be found.")


@cli.command()
@with_app
def check(app: APIFlask) -> None:
    """Look for settings that work but should not stay as they are. Exit 1 when there are any."""
    from hub.checks import warnings_of

    found = warnings_of(app)
    for warning in found:
        click.echo(f"{warning.number}: {warning.text}\n     {warning.hint}")
    noun = "warning" if len(found) == 1 else "warnings"
    click.echo(f"{len(found)} {noun}." if found else "All is well.")
    sys.exit(1 if found else 0)


def _app(config: Config | None = None) -> APIFlask:
    app = create_app(config or from_environment())
    for feature in registry.features.values():
        for command in feature.commands:
            cli.add_command(command)
    schema.upgrade(engine_of(app))
    return app


def _write_demo() -> None:
    from hub.demo.load import load_story

    click.echo("Writing the demo story …")
    for line in load_story(progress=lambda text: click.echo(f"  {text}")):
        click.echo(line)


def _has_story() -> bool:
    people = select(Person.id).where(Person.email.like("%@tern.example")).limit(1)
    return session().scalar(people) is not None


def _patched_first() -> None:
    """Begin again with gevent's patches, unless they are there (hub/scaled.py). Does not return otherwise."""
    if "gevent.monkey" not in sys.modules:
        os.execv(sys.executable, [sys.executable, "-m", "hub.scaled", *sys.argv[1:]])  # noqa: S606


def _with_name(config: Config) -> Config:
    """The house of the demo story carries its name, as long as nobody has given it another."""
    if config.organisation != Config.organisation or not _has_story():
        return config
    from hub.demo.load import ORGANISATION

    return replace(config, organisation=ORGANISATION)


def _greet(config: Config) -> None:
    click.echo(f"\n  {config.product} is at http://{config.host}:{config.port}")
    if _has_story():
        from hub.demo.load import SIGN_INS

        click.echo("  Sign in as one of:")
        for email, password, who in SIGN_INS:
            click.echo(f"    {email:28} {password:22} {who}")
    elif session().scalar(select(Person.id).limit(1)) is None:
        click.echo("  Nobody has an account yet: backchannel person add you --role administrator …")
    click.echo("")
    session.remove()


def _shown(url: str) -> str:
    """A database address without its password."""
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else url
