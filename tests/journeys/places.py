"""Every kind of page of a hub, and who looks at it. What an address names is made by the seed."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page

VISITOR = ("/sign-in", "/sign-in/forgot", "/contact/help")
COLLEAGUE = (
    "/", "/?tab=following", "/c", "/c/new", "/c/open", "/c/open/questions", "/c/open/wiki", "/c/open/people",
    "/c/open/about", "/p/1", "/p/1/edit", "/p/1/history", "/q", "/q?view=newest", "/q/new", "/q/1",
    "/q/1/edit", "/q/1/history", "/wiki", "/wiki/open", "/wiki/open/strollers", "/wiki/open/strollers/edit",
    "/wiki/open/strollers/history", "/wiki/open/strollers/history/1..2", "/wiki/new", "/people",
    "/people/ben", "/search", "/search?q=stroller", "/search?q=nothingofthekind", "/notifications", "/drafts",
    "/settings/profile", "/settings/notifications", "/settings/keyboard", "/settings/appearance",
    "/settings/sessions", "/settings/tokens", "/nowhere",
)  # fmt: skip
AGENT = (
    "/cases", "/cases?view=unassigned", "/cases?view=closed", "/cases/new", "/cases/loops", "/cases/1",
    "/cases/1/ask", "/cases/2", "/cases/2/inside", "/cases/2/handling", "/cases/2/timeline", "/cases/3",
    "/cases/3/inside", "/simulator", "/simulator/practice", "/simulator/practice/3",
)  # fmt: skip
ADMINISTRATOR = (
    "/admin", "/admin/people", "/admin/people/new", "/admin/people/2", "/admin/channels",
    "/admin/channels/new", "/admin/channels/1", "/admin/channels/1/settings", "/admin/stuck",
    "/admin/audit", "/admin/plugins",
    "/c/open/edit",
)  # fmt: skip
ALL = [
    *((None, place) for place in VISITOR),
    *(("ada", place) for place in COLLEAGUE),
    *(("finn", place) for place in AGENT),
    *(("dora", place) for place in ADMINISTRATOR),
]  # fmt: skip

NOT_PAGES = ("/static/", "/api/", "/sign-out", "/healthz", "/live/", "/admin/audit.csv")


def links_of(page: Page) -> Iterator[str]:
    """The addresses of ours that a page leads to, without their fragments."""
    for address in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
        parts = urlsplit(address)
        if parts.netloc == urlsplit(page.url).netloc and not parts.path.startswith(NOT_PAGES):
            yield parts.path + (f"?{parts.query}" if parts.query else "")
