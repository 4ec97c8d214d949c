"""`python -m bench.shift`: a shift by keyboard alone on a hub of its own, measured."""

import tempfile
from contextlib import closing
from pathlib import Path

import click
from playwright.sync_api import expect

from tests.journeys import shift
from tests.journeys.conftest import PATIENCE, windows
from tests.journeys.hub_process import running
from tests.nursery import Nursery
from tests.servers import chromium


@click.command()
@click.option("--cases", default=30, show_default=True, help="How many are answered, one after the other.")
def main(cases: int) -> None:
    """Presses, seconds and the paint of the next case, for `bench/README.md`."""
    expect.set_options(timeout=PATIENCE)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Nursery()) as nursery,
        running(nursery, Path(folder)) as hub,
        chromium() as browser,
        windows(hub, browser, {}) as window,
    ):
        hugo = window("hugo")
        written = shift.customers_write(hugo, cases)
        moved = shift.go_through(hugo)
        found = shift.work_through(hugo, written)
    click.echo(shift.table(found, moved))


if __name__ == "__main__":
    main()
