"""Nothing leaks: what each person can open, on every page and over the API, holds only what is theirs."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from hub.core.db import session
from hub.core.permissions import SYSTEM
from hub.feed.actions import remove_post
from hub.feed.models import Post
from hub.people import actions as people
from hub.spaces import actions as spaces
from hub.spaces.models import Visibility
from hub.threads.actions import post_comment, remove_comment
from hub.threads.models import Comment
from hub.wiki.actions.restricting import restrict_page
from hub.wiki.models import Page
from tests import cast
from tests.bare import bare
from tests.conftest import Someone
from tests.planted import CUSTOMER, DESK, EVERYBODY, PHONE, Planted
from tests.security.conftest import Reader
from tests.security.reading import searches

NEVER = {"removed page", "handed in", "practised"}  # gone, or still to be taken in by the desk
OPEN = {
    "open question",
    "open answer",
    "open wording",
    "open post",
    "open comment",
    "open page",
    "guarded part",
}


def leaks(world: Planted, answers: dict[str, str], hidden: set[str]) -> str:
    """Where a marker stands that should not: one line each, empty when all is well."""
    found = {url: world.found_in(text) & hidden for url, text in answers.items()}
    return "\n".join(f"{url} shows {', '.join(sorted(names))}" for url, names in found.items() if names)


def seen_in(world: Planted, answers: dict[str, str]) -> set[str]:
    """All markers that were shown anywhere."""
    return set().union(*(world.found_in(text) for text in answers.values()))


@pytest.mark.parametrize("handle", sorted(EVERYBODY))
def test_people_read_what_is_theirs_and_nothing_else(world: Planted, reads: Reader, handle: str) -> None:
    answers = reads(handle)
    assert not leaks(world, answers, world.hidden_from(handle))
    if handle not in DESK:
        told = [url for url, text in answers.items() if CUSTOMER in text or PHONE in text]
        assert not told, f"the customer is named to {handle}: {told}"
    theirs = {name for name, marker in world.markers.items() if handle in marker.readers}
    assert theirs - seen_in(world, answers) <= NEVER, "what is not found would not be missed either"


def test_visitors_read_nothing(world: Planted, reads: Reader) -> None:
    """Who types an address has it said back, to come to it after signing in; that alone tells nothing."""
    told = reads(None)
    for path in (world.ids.page_path, world.ids.own_topic):
        told = {url: text.replace(path, "") if path in url else text for url, text in told.items()}
    assert not leaks(world, told, set(world.markers))


@pytest.mark.parametrize("handle", [None, "cleo", "dora"])
def test_a_hidden_page_answers_like_one_that_is_nowhere(app: APIFlask, world: Planted, handle: str) -> None:
    reader, hidden = Someone(app, handle), world.ids.page_path
    nowhere = "x" * len(hidden)
    for way in ("", "/raw", "/edit", "/history", "/move", "?redirect=no"):
        there, not_there = (reader.get(f"/wiki/private/{path}{way}") for path in (hidden, nowhere))
        assert there.status_code == not_there.status_code, way
        texts = (there.text.replace(hidden, ""), not_there.text.replace(nowhere, ""))
        assert bare(texts[0]) == bare(texts[1]), way


def test_a_token_without_the_scope_hears_nothing_of_cases(world: Planted, reads: Reader) -> None:
    answers = reads("finn", ("read",), under="/api/")
    hidden = {name for name, marker in world.markers.items() if marker.readers <= DESK | {"dora", "iris"}}
    assert not leaks(world, answers, hidden)


@pytest.mark.parametrize("hook", ["brontosiller", "gnarlweft", "pixotane"])
def test_a_search_tells_no_more_than_for_a_word_that_is_nowhere(
    app: APIFlask, world: Planted, token: Callable[..., str], hook: str
) -> None:
    """Neither hits nor counts, tabs, facets, nor a word that was put right from hidden text."""
    cleo, key = Someone(app, "cleo"), token("cleo")
    for typed in (hook, f"{hook[:4]}{hook[5]}{hook[4]}{hook[6:]}", hook[:6]):
        blank = ("kzhydw" * 3)[: len(typed)]
        for there, nowhere in zip(searches(typed), searches(blank), strict=True):
            ask = (lambda url: cleo.api("GET", url, key)) if there.startswith("/api") else cleo.get
            told, nothing = ask(there).text.replace(typed, ""), ask(nowhere).text.replace(blank, "")
            assert bare(told) == bare(nothing), there


def test_who_was_removed_reads_nothing_more(world: Planted, reads: Reader, drain: Callable[[], None]) -> None:
    spaces.remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    restrict_page(cast.person("ada"), session().get_one(Page, world.ids.restricted), [])
    spaces.remove_member(SYSTEM, cast.space("desk"), cast.person("finn"))
    drain()
    room = {name for name, marker in world.markers.items() if marker.readers == frozenset({"ada", "ben"})}
    assert not leaks(world, reads("ben"), room)
    desk = {name for name, marker in world.markers.items() if marker.readers <= DESK}
    assert not leaks(world, reads("finn"), desk - {"draft of a reply"})  # one's own words stay one's own


def test_a_space_made_hidden_is_closed_to_all_but_members(
    world: Planted, reads: Reader, drain: Callable[[], None]
) -> None:
    spaces.edit_space(cast.person("ada"), cast.space("open"), visibility=Visibility.HIDDEN)
    for at_once in (True, False):
        if not at_once:
            drain()
        assert not leaks(world, reads("cleo"), OPEN), "before the index has heard of it" * at_once


def test_what_was_removed_is_gone_for_others(
    world: Planted, reads: Reader, drain: Callable[[], None]
) -> None:
    ada, post = cast.person("ada"), session().get_one(Post, world.ids.open_post)
    post_comment(ada, post, world.mark("comment that went with the post", EVERYBODY))
    drain()
    ada, post = cast.person("ada"), session().get_one(Post, world.ids.open_post)
    remove_comment(ada, session().get_one(Comment, world.ids.open_comment), post)
    remove_post(ada, post)
    for _drained in range(2):
        assert not leaks(
            world, reads("cleo"), {"open post", "open comment", "comment that went with the post"}
        )
        drain()


def test_a_lowered_role_opens_no_more(app: APIFlask, world: Planted) -> None:
    dora, iris = Someone(app, "dora"), Someone(app, "iris")
    assert dora.get("/admin/people").status_code == iris.get("/admin/audit").status_code == 200
    people.give_roles(SYSTEM, cast.person("hugo"), frozenset())
    people.give_roles(SYSTEM, cast.person("iris"), frozenset())
    admins = [
        url for url in map(str, app.url_map.iter_rules()) if url.startswith("/admin") and "<" not in url
    ]
    opened = [url for url in admins if Someone(app, "iris").get(url).status_code == 200]
    assert admins
    assert not opened
    case = f"/cases/{world.ids.case}"
    assert Someone(app, "hugo").post(f"{case}/replies", body="Hello").status_code == 403


# What a browser needs to install the hub: the same for everybody, as scripts and styles are.
THE_APP = ("/app.webmanifest", "/app-icon.png", "/sw.js", "/offline")


def test_a_closed_account_opens_nothing(app: APIFlask, world: Planted, token: Callable[..., str]) -> None:
    ben, key = Someone(app, "ben"), token("ben")
    assert ben.api("GET", "/api/v1/me", key).status_code == 200
    people.deactivate(SYSTEM, cast.person("ben"))
    wrong = []
    for rule in app.url_map.iter_rules():
        if (
            rule.arguments
            or "GET" not in (rule.methods or ())
            or rule.rule.startswith(("/sign-in", "/healthz"))
            or rule.rule in THE_APP
        ):
            continue
        api = rule.rule.startswith("/api/")
        answer = ben.api("GET", rule.rule, key) if api else ben.get(rule.rule)
        if answer.status_code != (401 if api else 302):
            wrong.append(f"{rule.rule} → {answer.status_code}")
    assert not wrong
