"""Every kind of page of a hub, and who looks at it. What an address names is made by the seed."""

from html.parser import HTMLParser

VISITOR = ("/sign-in", "/sign-in/forgot", "/contact/help")
COLLEAGUE = (
    "/", "/?tab=following", "/c", "/c/open", "/c/open/questions", "/c/open/wiki", "/c/open/people",
    "/c/open/about", "/p/1", "/p/1/edit", "/p/1/history", "/q", "/q?view=newest", "/q/new", "/q/1",
    "/q/1/edit", "/q/1/history", "/wiki", "/wiki/open", "/wiki/open/strollers", "/wiki/open/strollers/edit",
    "/wiki/open/strollers/history", "/wiki/open/strollers/history/1..2", "/wiki/new", "/people",
    "/people/ben", "/search", "/search?q=stroller", "/search?q=nothingofthekind", "/notifications", "/drafts",
    "/settings/profile", "/settings/notifications", "/settings/keyboard", "/settings/appearance",
    "/settings/sessions", "/settings/tokens", "/messages", "/messages/new", "/scheduled", "/impact",
    "/?tab=for-you", "/saved", "/topics", "/topics/strollers", "/t/post:1/move", "/t/post:1/translation",
    "/p/1/split", "/p/1/merge",
    "/nowhere",
)  # fmt: skip
AGENT = (
    "/cases", "/cases?view=unassigned", "/cases?view=closed", "/cases/new", "/cases/loops", "/cases/1",
    "/cases/1/ask", "/cases/2", "/cases/2/inside", "/cases/2/handling", "/cases/2/timeline", "/cases/3",
    "/cases/3/inside", "/simulator", "/simulator/practice", "/simulator/practice/3", "/customers/2",
    "/problems", "/problems/1", "/problems/1/solution", "/problems/1/telling", "/cases/2/problem",
    "/together/3", "/snippets", "/cases/bulk", "/cases/6", "/cases/6?way=private", "/cases/4?check=look",
    "/cases/using?ref=answer:1",
)  # fmt: skip
SUPERVISOR = (
    "/cases/overrides", "/cases/provenance", "/cases/desks", "/cases/desks/desk", "/cases/desks/desk/routing",
    "/cases/desks/desk/checklists", "/cases/desks/desk/page", "/cases/4/inside",
)  # fmt: skip
CURATOR = ("/curate/promote", "/curate/duplicates", "/curate/debt", "/curate/experts")
ADMINISTRATOR = (
    "/admin", "/admin/people", "/admin/people/new", "/admin/people/2", "/admin/channels",
    "/admin/channels/new", "/admin/channels/1", "/admin/channels/1/settings", "/admin/stuck",
    "/admin/audit", "/admin/plugins", "/admin/webhooks", "/admin/webhooks/people",
    "/c/new", "/c/open/edit", "/topics/strollers/edit", "/topics/strollers/merge",
)  # fmt: skip
ALL = [
    *((None, place) for place in VISITOR),
    *(("ada", place) for place in COLLEAGUE),
    *(("finn", place) for place in AGENT),
    *(("hugo", place) for place in SUPERVISOR),
    *(("gwen", place) for place in CURATOR),
    *(("dora", place) for place in ADMINISTRATOR),
]  # fmt: skip

NOT_PAGES = ("/static/", "/api/", "/sign-out", "/healthz", "/live/", "/admin/audit.csv")


class Leaf(HTMLParser):
    """What a page says without any script: its first-level headings, and where it leads to."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.links: list[str] = []
        self._is_heading = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a heading that begins, or a link."""
        if tag == "h1":
            self.headings.append("")
            self._is_heading = True
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith("/") and not address.startswith(NOT_PAGES):
            self.links.append(address.partition("#")[0])

    def handle_endtag(self, tag: str) -> None:
        """A heading ends."""
        self._is_heading = self._is_heading and tag != "h1"

    def handle_data(self, data: str) -> None:
        """The words of a heading."""
        if self._is_heading:
            self.headings[-1] += data
