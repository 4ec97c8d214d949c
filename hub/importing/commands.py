"""The verbs `backchannel import …`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from apiflask import APIFlask
from sqlalchemy import select

from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.permissions import SYSTEM
from hub.importing.report import Report
from hub.importing.stackexchange.run import import_dump, look_through
from hub.spaces.actions import create_space
from hub.spaces.models import Joining, Space, Visibility


def import_verbs(with_app: Callable[[Any], Any]) -> click.Group:
    """The group of all importers; `with_app` gives a verb the application."""
    group = click.Group("import", help="Bring in what was written elsewhere.")
    group.add_command(
        click.Command(
            "stackexchange",
            params=[
                click.Argument(["folder"], type=click.Path(path_type=Path, exists=True, file_okay=False)),
                click.Option(["--space", "slug"], required=True, help="Where everything goes."),
                click.Option(["--private"], is_flag=True, help="A new space is for its members only."),
                click.Option(["--site"], default="", help="Its name, like history.stackexchange.com."),
                click.Option(["--dry-run"], is_flag=True, help="Look through the files, write nothing."),
                click.Option(["--report"], type=click.Path(path_type=Path), help="Write the report here."),
            ],
            callback=with_app(_stackexchange),
            help="Import the unpacked data dump of one Stack Exchange site. Safe to repeat.",
        )
    )
    return group


def _stackexchange(
    _app: APIFlask, folder: Path, slug: str, private: bool, site: str, dry_run: bool, report: Path | None
) -> None:
    if dry_run:
        _tell(look_through(folder, site=site), report)
        return
    space = _space(slug, private=private)
    _tell(import_dump(folder, space, site=site, progress=lambda text: click.echo(f"  {text} …")), report)


def _space(slug: str, *, private: bool) -> Space:
    found = session().scalars(select(Space).where(Space.slug == slug)).one_or_none()
    if found is None:
        visibility = Visibility.HIDDEN if private else Visibility.EVERYONE
        joining = Joining.INVITATION if private else Joining.OPEN
        name = slug.replace("-", " ").capitalize()
        return create_space(SYSTEM, name, slug=slug, visibility=visibility, joining=joining)
    if private and found.is_open:
        raise Invalid(
            f"The space {slug} can be read by everybody, but --private was asked for. Choose another "
            "--space, or leave --private out."
        )
    return found


def _tell(report: Report, path: Path | None) -> None:
    lines = list(report.lines())
    if path is not None:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        lines = [line for line in lines if not line.startswith("    ")] + [f"  All of it is in {path}."]
    click.echo("\n".join(lines))
