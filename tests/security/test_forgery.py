"""Forged requests, headers and broken input: every rule of the application, taken from its own map."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from werkzeug.routing import Rule

from hub.web.guard import csrf, is_open
from tests.conftest import Someone
from tests.house.doors import doors, doors_for
from tests.planted import Planted

CHANGING = ("POST", "PUT", "PATCH", "DELETE")
HEADERS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}  # fmt: skip
POLICY = re.compile(
    r"default-src 'none'; script-src 'nonce-([\w-]{20,})' 'strict-dynamic'; style-src 'self'; "
    r"img-src 'self' blob:; connect-src 'self'; font-src 'self'; "
    r"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'; "
    r"manifest-src 'self'; worker-src 'self'"
)
TYPED = "Words that somebody has typed with care and must not lose."
LONG = "x" * 70_000
FIELD = re.compile(r'name="([\w:.-]+)"')


def built(app: APIFlask, world: Planted, methods: tuple[str, ...]) -> Iterator[tuple[Rule, str, str, str]]:
    """Rule, method, address and insider for every page rule that takes one of the methods."""
    table = doors(world)
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/api/", "/static/")):
            continue
        for method in sorted((rule.methods or set()) & set(methods)):
            if not rule.arguments:
                yield rule, method, rule.rule, "finn"
            for door in doors_for(rule, table) if rule.arguments else ():
                made = rule.build(door.of(rule, door.values), append_unknown=False)
                assert made is not None
                yield rule, method, made[1], door.insider


@pytest.fixture
def guarded(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The protection against forged forms as it is in life."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def exempt(app: APIFlask, rule: Rule) -> bool:
    """Whether a rule does without a token, and says so."""
    view = app.view_functions[rule.endpoint]
    return f"{view.__module__}.{view.__name__}" in csrf._exempt_views


def test_only_public_doors_do_without_a_form_token(app: APIFlask) -> None:
    """The contact form and pushed mail act in nobody's name; what Meta pushes is signed by it.

    Whoever adds one gives a reason here.
    """
    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    free = {rule.rule for rule in rules if exempt(app, rule)}
    assert free == {
        "/contact/<slug>", "/in/mail/<slug>", "/in/<any(facebook, instagram):site>/<slug>",
        "/in/<any(facebook, instagram):site>/<slug>/erasure",
        "/notifications/off/<token>",
    }  # fmt: skip
    assert all(is_open(app, rule.endpoint) for rule in rules if rule.rule in free)


def test_a_change_needs_the_token_of_its_form(app: APIFlask, world: Planted, guarded: None) -> None:
    passed, count = [], 0
    for rule, method, url, handle in built(app, world, CHANGING):
        if exempt(app, rule):
            continue
        who, count = Someone(app, handle), count + 1
        status = who._alone(who.client.open, url, method=method, data={"body": TYPED}).status_code
        if status != 400:
            passed.append(f"{method} {url} → {status}")
    assert count > 60
    assert not passed, "\n".join(passed)


def test_whoever_was_signed_out_while_writing_comes_back_to_it(
    app: APIFlask, nobody: Someone, guarded: None
) -> None:
    text = "An hour of work on late bags"
    sent: dict[str, Any] = {
        "data": {"body": text},
        "headers": {"Referer": "http://localhost/wiki/open/late-bags/edit"},
    }
    answer = nobody._alone(nobody.client.post, "/wiki/open/late-bags/edit", **sent)
    assert answer.status_code == 401
    assert text in answer.text
    assert 'href="/sign-in?next=/wiki/open/late-bags/edit"' in answer.text
    sent["headers"] = {"Referer": "https://evil.example/wiki"}
    assert 'href="/sign-in?next=/"' in nobody._alone(nobody.client.post, "/drafts", **sent).text
    # what an open page asks for by itself leads nobody away from their text
    asked = {"headers": {"HX-Request": "true"}}
    assert nobody._alone(nobody.client.post, "/wiki/open/preview", **asked).status_code == 400


def test_a_change_from_another_site_is_refused(app: APIFlask, world: Planted) -> None:
    passed = []
    for _rule, method, url, handle in built(app, world, CHANGING):
        who = Someone(app, handle)
        headers = {"Origin": "https://evil.example"}
        status = who._alone(who.client.open, url, method=method, headers=headers).status_code
        if status != 403:
            passed.append(f"{method} {url} → {status}")
    assert not passed, "\n".join(passed)


def test_every_page_and_every_error_has_its_headers(app: APIFlask, world: Planted, nobody: Someone) -> None:
    people = {handle: Someone(app, handle) for handle in ("ada", "ben", "finn", "gwen", "hugo", "dora")}
    nonces, wrong = [], []
    asked = [(people[handle], url) for _r, _m, url, handle in built(app, world, ("GET",))]
    asked += [(people["dora"], url) for url in ("/nowhere", "/p/999999", "/sign-out")]
    asked += [(nobody, url) for url in ("/sign-in", "/cases", "/contact/form", f"/r/{world.ids.rating}")]
    for who, url in asked:
        answer = who.get(url)
        if url.endswith(("/bill.txt", f"/wiki/exports/{world.ids.export}/file")):
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';"), url
            assert "attachment" in answer.headers["Content-Disposition"], url  # nothing of it runs
            continue
        if url.startswith("/link-previews/") and "waiting" not in url:  # a picture of ours
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox", url
            continue
        if url == "/drawing":  # see below
            continue
        policy = POLICY.fullmatch(answer.headers.get("Content-Security-Policy", ""))
        missing = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
        if policy is None or missing:
            wrong.append(f"{url} ({answer.status_code}): {missing or 'policy'}")
        else:
            nonces.append(policy[1])
            used = set(re.findall(r'<script[^>]*nonce="([^"]*)"', answer.text))
            assert used <= {policy[1]}, url
            assert len(re.findall("<script", answer.text)) == answer.text.count('nonce="'), url
    assert not wrong, "\n".join(wrong)
    assert len(nonces) == len(set(nonces)) > 60


def test_only_the_page_that_draws_stands_in_a_frame_and_has_styles_of_its_own(ada: Someone) -> None:
    answer = ada.get("/drawing")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert re.fullmatch(
        r"default-src 'none'; script-src 'nonce-[\w-]{20,}' 'strict-dynamic'; style-src 'unsafe-inline'; "
        r"form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
        answer.headers["Content-Security-Policy"],
    )
    assert "Ada" not in answer.text
    assert "csrf" not in answer.text


BROKEN = {
    "nothing": lambda names: {},
    "too much": lambda names: dict.fromkeys(names, LONG),
    "nul": lambda names: dict.fromkeys(names, "a\x00b\ud800".encode("utf-8", "replace").decode()),
    "lists": lambda names: {name: [TYPED, TYPED] for name in names},
    "unknown": lambda names: {**dict.fromkeys(names, TYPED), "question": "question:2", "is_admin": "1"},
    "numbers": lambda names: dict.fromkeys(names, "99999999999999999999999"),
}  # fmt: skip


# Sent a field too many, these have nothing to lose: secrets, single presses, choices, a file.
WORDLESS = (
    "/sign-in", "/settings/password", "/files", "membership", "departure", "members", "roles", "reactions",
    "vote", "/case", "snooze", "state", "priority", "joins", "/digest", "/quiet",
    "/recognition", "/reminders",
)  # fmt: skip
CHOICES = re.compile(
    r"/cases/(bulk|\d+/(merge|rewording/proposal)|desks/\w+/approval)|/together/\d+/replies|/problems/\d+/(incidents|telling)"
)
STANDS_AT = (  # forms on a page of another name
    (re.compile(r"(/cases/\d+)/(labels|fields)"), r"\1/marks"),
    (re.compile(r"(/settings/notifications)/chat"), r"\1"),
)


@pytest.mark.parametrize("how", BROKEN)
def test_broken_input_is_answered(app: APIFlask, world: Planted, how: str) -> None:
    """Never an error of ours, and never a lost text."""
    people = {handle: Someone(app, handle) for handle in ("ada", "ben", "finn", "gwen", "hugo", "dora")}
    wrong = []
    for _rule, method, url, handle in built(app, world, ("POST",)):
        if url in ("/sign-out",):
            continue
        who = people[handle]
        names = sorted({"body", "title", "text", "name", "note", "because"} | names_at(who, url))
        answer = who._alone(who.client.open, url, method=method, data=BROKEN[how](names))
        if answer.status_code >= 500:
            wrong.append(f"{url} → {answer.status_code}")
        refused = how == "unknown" and answer.status_code in (400, 413, 422)
        if refused and not url.endswith(WORDLESS) and not CHOICES.fullmatch(url) and TYPED not in answer.text:
            wrong.append(f"{url} lost the text")
    assert not wrong, "\n".join(wrong)


def names_at(who: Someone, url: str) -> set[str]:
    """The fields of the form that leads to an address, as far as it has a page of its own."""
    for there, page in STANDS_AT:
        url = there.sub(page, url)
    answer = who.get(url)
    if answer.status_code != 200:
        answer = who.get(f"{url.rstrip('/')}/new")
    return set(FIELD.findall(answer.text)) - {"csrf_token", "once", "viewport", "color-scheme", "q"}
