"""`python -m bench`: load the data set when it is missing, measure both sides, write results.md."""

import platform
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from apiflask import APIFlask
from sqlalchemy import event

from bench.data import load
from bench.desk import HEAD as DESK_HEAD
from bench.desk import fill_desk, time_desk
from bench.feed import Timed, time_feed
from bench.load import Measured, Request, measure
from bench.pages import PAGES, address, cookie_of, hub_at, open_questions, settings
from bench.serving import served
from bench.sizes import Sizes, feed_of, sizes
from bench.wiki import HEAD as WIKI_HEAD
from bench.wiki import fill_wikis, little, time_wikis
from hub import schema
from hub.app import create_app, engine_of

RESULTS = Path(__file__).parent / "results.md"
HEAD = (
    "| page | req/s | p50 ms | p95 ms | p99 ms | processor ms "
    "| of bare, by processor | of bare, by req/s | queries |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


@click.command()
@click.option("--scale", default=1.0, show_default=True, help="Share of the full data set.")
@click.option("--seconds", default=8.0, show_default=True, help="How long each page is asked for.")
@click.option("--indexed", default=4_000, show_default=True, help="Documents of each kind in the index.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the data set is kept.")
@click.option(
    "--postgres", "postgres_url", default="", help="An empty database to time the feed or the desk on, too."
)
@click.option("--posts", type=int, help="Time the feed alone, with this many posts in it.")
@click.option(
    "--cases", type=int, help="Time the desk alone, with this many cases and ten times the messages."
)
@click.option("--wiki", type=int, help="Time a wiki of so many pages alone, beside one of a tenth of them.")
@click.option(
    "--rounds", default=20, show_default=True, help="How often each page of the desk or wiki is asked for."
)
@click.option("--fresh", is_flag=True, help="Load the data set anew.")
def main(
    scale: float,
    seconds: float,
    indexed: int,
    folder: Path | None,
    postgres_url: str,
    posts: int | None,
    cases: int | None,
    wiki: int | None,
    rounds: int,
    fresh: bool,
) -> None:
    """Measure the pages against bare Flask on the same server, by turns, in the same run."""
    parts = {"wiki": wiki, "desk": cases, "feed": posts}
    name = next((f"{part}-{count}" for part, count in parts.items() if count is not None), f"{scale:g}")
    folder = folder or Path("var") / f"bench-{name}"
    if fresh and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if wiki is not None:
        report = list(_wiki(folder, wiki, rounds))
    elif cases is not None:
        report = list(_desk(folder, cases, indexed, rounds, postgres_url))
    else:
        size = sizes(scale) if posts is None else feed_of(posts, scale)
        app = hub_at(folder, size, indexed=indexed if posts is None else 0)
        pages = [] if posts is not None else [*_title(size), *_pages(app, folder, seconds), ""]
        report = [*pages, *_feed(app, folder, size, postgres_url)]
    text = "\n".join(report) + "\n"
    click.echo(text)
    RESULTS.write_text(text, "utf-8")


def _desk(folder: Path, cases: int, indexed: int, rounds: int, postgres_url: str) -> Iterator[str]:
    """One table for each database; the index holds the first so many cases only."""
    for database, url in (("SQLite", ""), ("PostgreSQL", postgres_url)):
        if database == "SQLite" or url:
            app = create_app(settings(folder, url))
            schema.upgrade(engine_of(app))
            fill_desk(app, cases, indexed)
            yield f"{database}, {cases:,} cases.\n\n{DESK_HEAD}"
            for cost in time_desk(app, rounds):
                click.echo(cost.line())
                yield cost.line()
            yield ""


def _wiki(folder: Path, pages: int, rounds: int) -> Iterator[str]:
    """The small and the large one, page by page."""
    app = hub_at(folder, little(), indexed=0)
    fill_wikis(app, pages)
    yield f"SQLite, {pages:,} pages beside a tenth of them.\n\n{WIKI_HEAD}"
    for line in time_wikis(app, pages, rounds):
        click.echo(line)
        yield line


def _title(size: Sizes) -> list[str]:
    return [
        "# Results",
        "",
        f"{size.people:,} people, {size.posts + size.answers:,} posts and answers, "
        f"{size.questions:,} questions, {size.pages:,} articles, {size.cases:,} cases. "
        f"Python {platform.python_version()}, SQLite, gunicorn gthread with 16 threads, 16 connections "
        "from the same machine.",
        "",
        HEAD,
    ]


def _pages(app: APIFlask, folder: Path, seconds: float) -> list[str]:
    """Bare Flask is measured before each page, so that a busy machine slows both."""
    cookie = cookie_of(app)
    lines = []
    with served("baseline", folder) as bare, served("hub", folder) as hub:
        for name in PAGES:
            path = address(app, name, cookie)
            floor = measure(bare, lambda _number: Request("/"), seconds / 2)
            found = measure(hub, lambda _number, path=path: Request(path, cookie), seconds)  # type: ignore[misc]
            lines.append(_line(name, found, floor, str(count_queries(app, path, cookie))))
            click.echo(lines[-1])
        floor = measure(bare, lambda _number: Request("/"), seconds / 2)
        lines.append(_line("post an answer", measure(hub, _answers(app, cookie), seconds), floor, ""))
        lines.append(_line("bare Flask", floor, floor, "1"))
        memory = f"Memory (PSS): hub {hub.memory_mib():.0f} MiB, bare Flask {bare.memory_mib():.0f} MiB."
    return [*lines, "", memory]


def _answers(app: APIFlask, cookie: str) -> Callable[[int], Request]:
    """Each posts an answer of its own to one of the first open questions, as the form on the page does."""
    token, open_ones = _token(app, cookie), open_questions(app)
    run = secrets.token_hex(4)

    def make(number: int) -> Request:
        form = f"csrf_token={token}&once={run}-{number}&body=The+desk+has+a+form+for+it,+number+{number}."
        return Request(f"/q/{open_ones[number % len(open_ones)]}/answers", cookie, form)

    return make


def _token(app: APIFlask, cookie: str) -> str:
    page = app.test_client(use_cookies=False).get("/", headers={"Cookie": cookie}).text
    return page.partition('name="csrf-token" content="')[2].partition('"')[0]


def _line(name: str, found: Measured, floor: Measured, queries: str) -> str:
    failed = f" ({found.failed} failed)" if found.failed else ""
    return (
        f"| {name}{failed} | {found.rate:.0f} | {found.percentile(0.5):.1f} | {found.percentile(0.95):.1f} "
        f"| {found.percentile(0.99):.1f} | {found.cost:.2f} | {floor.cost / found.cost:.2f} "
        f"| {found.rate / floor.rate:.2f} | {queries} |"
    )


def count_queries(app: APIFlask, path: str, cookie: str) -> int:
    """How many statements a page needs."""
    seen: list[str] = []

    def note(*told: object) -> None:
        seen.append(str(told[2]))

    event.listen(engine_of(app), "before_cursor_execute", note)
    app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
    event.remove(engine_of(app), "before_cursor_execute", note)
    return len(seen)


def _feed(app: APIFlask, folder: Path, size: Sizes, postgres_url: str) -> list[str]:
    lines = [
        f"{size.stream:,} things in the feed, {size.people:,} people.",
        "",
        "| the feed's statement | reader | lowest ms | p50 ms | p95 ms | planning ms | running ms | rows |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_feed_line("SQLite", each) for each in time_feed(app)]
    click.echo("\n".join(lines))
    if postgres_url:
        other = create_app(settings(folder, postgres_url))
        schema.upgrade(engine_of(other))
        load(engine_of(other), size)
        lines += [_feed_line("PostgreSQL", each) for each in time_feed(other)]
    return lines


def _feed_line(database: str, found: Timed) -> str:
    apart = ["" if each is None else f"{each:.2f}" for each in (found.planning, found.running)]
    return (
        f"| {database} | {found.reader} | {found.low:.2f} | {found.p50:.2f} "
        f"| {found.p95:.2f} | {apart[0]} | {apart[1]} | {found.rows} |"
    )


if __name__ == "__main__":
    main()
