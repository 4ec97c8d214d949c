"""No text that somebody types becomes code: payloads through every field, then the pages are parsed."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from apiflask import APIFlask

from hub.cases.actions.intake import receive
from hub.channels.contract import Author, Incoming
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session
from hub.people import actions as people
from hub.spaces import actions as spaces
from tests import cast
from tests.conftest import Someone
from tests.planted import Planted
from tests.security.reading import links_in

OWN = (
    '"><img src=x onerror=alert(1)>',
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7*7 }}",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](https://evil.example/a.png)",
    "<svg/onload=alert(1)>",
    "'onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<a href='//evil.example'>x</a>",
    "`<img src=x onerror=alert(1)>`",
    ":::internal\n<iframe src=//evil.example></iframe>\n:::",
    "<style>*{background:url(//evil.example)}</style>",
    "[[<img src=x onerror=alert(1)>]]",
    "@<b onclick=alert(1)>",
    "#<i onfocus=alert(1) autofocus>",
)
MOST = 80
PAGES = (
    *("/", "/?tab=newest", "/q", "/c", "/c/open", "/c/open/about", "/wiki", "/wiki/open", "/people"),
    *("/people/ada", "/drafts", "/notifications", "/topics/kilns"),
)


class _Judge(HTMLParser):
    """Everything in a page that runs, or fetches from elsewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        if tag in ("iframe", "object", "embed", "base", "frame", "applet", "style"):
            self.faults.append(f"<{tag}>")
        if tag == "script" and "nonce" not in values and values.get("type") != "application/json":
            self.faults.append(f"<script {values}>")
        self.faults += [f"<{tag} {name}>" for name in values if name.startswith("on") or name == "style"]
        for name in (
            "href",
            "src",
            "action",
            "formaction",
            "srcset",
            "data",
            "xlink:href",
            "hx-get",
            "hx-post",
        ):
            value = "".join(values.get(name, "").lower().split())
            scheme = value.partition(":")[0]
            if scheme in ("javascript", "vbscript", "data") and ":" in value:
                self.faults.append(f"<{tag} {name}={value[:60]}>")
            if name not in ("href", "xlink:href") and value.startswith(("http:", "https:", "//")):
                self.faults.append(f"<{tag} {name}={value[:60]}>")


def faults(html: str) -> list[str]:
    """What is wrong with a page."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    return judge.faults


def test_the_judge_finds_what_it_should() -> None:
    bad = (
        '<script>x</script><p onclick=x><a href=" java\tscript:x"><img src=//e.x/a><iframe></iframe><b style>'
    )
    assert len(faults(bad)) == 6
    assert not faults('<script nonce="a" src="/a.js"></script><a href="https://e.x">x</a><img src="/a.png">')


@pytest.fixture
def payloads(samples: Path) -> list[str]:
    """A spread of the list that testers use, and our own."""
    lines = (samples / "security" / "xss-payload-list.txt").read_text("utf-8", "replace").splitlines()
    found = [line for line in dict.fromkeys(lines) if line.strip()]
    return [*OWN, *found[:: max(1, len(found) // (MOST - len(OWN)))]][:MOST]


def test_nothing_typed_by_people_runs(app: APIFlask, world: Planted, payloads: list[str]) -> None:
    people_at = {handle: Someone(app, handle) for handle in ("ada", "ben", "finn")}
    for number in range(0, len(payloads), 8):
        write_everywhere(people_at, world, payloads[number : number + 8])
    wrong = judged(people_at["finn"], [f"/cases/{world.ids.case}", "/cases?view=team", "/search?q=alert"])
    things = [f"/q/{world.ids.open_question}", f"/p/{world.ids.open_post}"]
    wrong += judged(people_at["ada"], [*PAGES, *things], follow=True)
    assert not wrong, "\n".join(sorted(set(wrong))[:40])


def write_everywhere(people_at: dict[str, Someone], world: Planted, batch: list[str]) -> None:
    """Several payloads into each field, through the front door; the short fields take the first."""
    ada, finn, ids = people_at["ada"], people_at["finn"], world.ids
    text, first = "\n\n".join(batch), batch[0][:100]
    sent = [
        ada.post("/p", kind="discussion", community="open", body=text),
        ada.post(f"/t/post:{ids.open_post}/comments", body=text),
        ada.post("/q", community="open", title=first, body=text, topics=first[:50].replace(",", " ")),
        ada.post(f"/q/{ids.open_question}/answers", body=text, customer_text=text),
        ada.post("/drafts", place="new-post", body=text),
        finn.post(f"/cases/{ids.case}/notes", body=text),
    ]
    assert all(answer.status_code < 500 for answer in sent)
    assert sum(answer.status_code in (204, 303) for answer in sent) >= 4, [a.status_code for a in sent]
    title = first.strip() or "x"
    written = ada.post("/wiki/new", space="open", title=title, body=text)
    assert written.status_code == 303, written.text[-3_000:]
    people.edit_profile(cast.person("ada"), cast.person("ada"), about=text, title=first)
    spaces.edit_space(cast.person("ada"), cast.space("open"), about=text, rules=text, name=title)
    incoming = Incoming(
        f"x-{hash(text)}", Author("evil@example.net", first), text, clock.now(), subject=first
    )
    receive(session().get_one(Channel, ids.channel), incoming)


def judged(who: Someone, urls: list[str], *, follow: bool = False) -> list[str]:
    """What is wrong with these pages, and with those they lead to."""
    found, seen = [], dict.fromkeys(urls)
    for url in list(seen):
        page = who.get(url)
        found += [f"{url}: {fault}" for fault in faults(page.text)]
        if follow:
            seen.update(
                dict.fromkeys(link for link in links_in(page.text) if link[:3] in ("/q/", "/p/", "/wi"))
            )
    for url in [each for each in seen if each not in urls][:120]:
        page = who.get(url)
        assert page.status_code < 500, url
        found += [f"{url}: {fault}" for fault in faults(page.text)] if page.mimetype == "text/html" else []
    return found


def test_nothing_a_visitor_sends_runs(
    app: APIFlask, world: Planted, payloads: list[str], nobody: Someone
) -> None:
    """The public form shows a refused text again, and the error page whatever was sent."""
    wrong = []
    for payload in payloads:
        sent = {
            "name": payload[:100],
            "email": "not an address",
            "subject": payload[:200],
            "message": payload,
        }
        wrong += faults(nobody.post("/contact/form", **sent).text)
        wrong += faults(nobody.get("/sign-in", query_string={"next": payload}).text)
    ada = Someone(app, "ada")
    for payload in payloads[:40]:
        wrong += faults(ada.get("/search", query_string={"q": payload}).text)
        wrong += faults(ada.get("/palette", query_string={"q": payload}).text)
        wrong += faults(ada.post("/p/999999/edit", title=payload, body=payload * 3, seen="1").text)
        wrong += faults(ada.get("/q/new", query_string={"text": payload, "title": payload}).text)
    assert not wrong, "\n".join(sorted(set(wrong)))
