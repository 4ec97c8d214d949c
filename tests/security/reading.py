"""Reading everything that somebody can open: by every address there is, and by every link on the way."""

import html
import re
from collections import deque
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from apiflask import APIFlask

from tests.conftest import Someone
from tests.house.doors import doors, doors_for, planted_refs
from tests.planted import Planted

MOST = 1_300  # addresses for one reader; more means that the links go round in circles
# Whatever looks like an address of ours, in any attribute. A parser takes as long as making the page.
LINK = re.compile(r"""=\s*["'](/(?!/)[^"']*)""")
ASIDE = ("/static/", "/sign-out", "/simulator/practice/items/")  # the last waits for the desk's worker


def read_all(
    app: APIFlask, who: Someone, planted: Planted, token: str = "", under: str = "/"
) -> dict[str, str]:
    """Address → everything that was answered, headers included, from all `under` that somebody may GET."""
    every = [*addresses(app, planted), *probes(planted)]
    waiting = deque(dict.fromkeys(url for url in every if url.startswith(under)))
    seen = set(waiting)
    answers: dict[str, str] = {}
    broken: list[str] = []
    while waiting:
        url = waiting.popleft()
        if url.startswith("/api/"):
            if not token:
                continue
            response = who.api("GET", url, token)
        else:
            response = who.get(url)
        if response.status_code >= 500:
            broken.append(f"{url} → {response.status_code}")
        answers[url] = f"{response.status_code}\n{response.headers}\n{response.get_data(as_text=True)}"
        for link in links_in(response.get_data(as_text=True)) if response.mimetype == "text/html" else ():
            if link not in seen and link.startswith(under) and not link.startswith(ASIDE):
                seen.add(link)
                waiting.append(link)
    assert not broken, f"for {who.handle}: {broken}"
    assert len(answers) <= MOST, f"{len(answers)} addresses: {list(answers)[-20:]}"
    return answers


def links_in(page: str) -> Iterator[str]:
    """The addresses of our own in a page, without what follows #."""
    return (html.unescape(link).partition("#")[0] for link in LINK.findall(page))


def addresses(app: APIFlask, planted: Planted) -> Iterator[str]:
    """Every rule that can be asked for, with the private things in place of its arguments."""
    table = doors(planted)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(ASIDE):
            continue
        if not rule.arguments:
            yield rule.rule
        for door in doors_for(rule, table) if rule.arguments else ():
            built = rule.build(door.of(rule, door.values), append_unknown=False)
            if built is not None and not built[1].startswith(ASIDE):
                yield built[1]


def probes(planted: Planted) -> Iterator[str]:
    """Addresses that take a private thing, or words that would find it, behind the question mark."""
    for ref in planted_refs(planted):
        number = ref.partition(":")[2]
        yield from (
            f"/wiki/new?from={ref}", f"/q/new?case={number}", f"/q/new?about={ref}", f"/?about={ref}",
            f"/suggest?for={ref}&q=hook", f"/expand?key=@&text=a&about={ref}",
            f"/api/v1/links?ref={ref}", f"/api/v1/comments?ref={ref}", f"/api/v1/reactions?ref={ref}",
            f"/api/v1/suggestions?case={ref}", f"/api/v1/comments?about={ref}",
            f"/api/v1/reactions?about={ref}",
        )  # fmt: skip
    yield from (
        "/live/since?after=0", "/api/v1/events?after=0", "/feed/new?since=0&community=private",
        "/?tab=newest", "/people?q=a", "/c?q=room", "/q?tab=all", "/cases?view=team", "/cases?view=closed",
    )  # fmt: skip
    for hook in hooks(planted):
        yield from searches(hook)


def hooks(planted: Planted) -> Iterable[str]:
    """The words by which what was planted is found."""
    return sorted({marker.hook for marker in planted.markers.values()})


def searches(words: str) -> Iterator[str]:
    """Every place that looks for words."""
    found = quote(words)
    yield from (
        f"/search?q={found}", f"/palette?q={found}", f"/suggest?q={found}", f"/q/similar?title={found}",
        f"/q?q={found}", f"/people?q={found}", f"/c?q={found}",
        f"/api/v1/search?q={found}", f"/api/v1/suggestions?q={found}",
    )  # fmt: skip
    yield from (f"/expand?key={quote(key)}&text={found}" for key in "@#!:/")


def of_pages(answers: dict[str, str]) -> dict[str, str]:
    """Only what people open."""
    return {url: text for url, text in answers.items() if not url.startswith("/api/")}
