"""A page with readers of its own: they read it at its place in the tree; to all others it is not there."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.permissions import COLLEAGUE, readable
from hub.flags.actions import raise_flag
from hub.flags.reasons import FlagReason
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.people import tokens
from hub.people.actions import deactivate
from hub.people.feed_tokens import feed_token
from hub.spaces.actions import edit_space, let_in, remove_member
from hub.spaces.models import Membership, Space, SpaceKind, SpaceRole, Visibility
from hub.threads.actions import edit_comment, follow, post_comment
from hub.threads.models import Comment
from hub.wiki import queries
from hub.wiki.actions.merging import revision_of
from hub.wiki.actions.moving import remove_page
from hub.wiki.actions.passages import comment_on_passage
from hub.wiki.actions.restricting import restrict_page
from hub.wiki.actions.suggesting import suggest_change
from hub.wiki.actions.uniting import merge_pages, undo_merge
from hub.wiki.change_models import PageChange
from hub.wiki.export.gathering import Reader, Wish, wanted_pages
from hub.wiki.models import Page, PageAudience, PageKind, PageRevision, PageState
from hub.wiki.passage_models import Passage
from hub.wiki.shared import used_in
from hub.wiki.versions import translate_page
from tests import cast
from tests.wiki.pages import facts_about, make_page, page_called, url_of

WORD = "frumpelwurz"


@pytest.fixture
def family(ctx):
    """Handbook / Salaries / Bonus, of Ada's, with all that hangs on a page; and one that names it."""
    _ada, ben = cast.person("ada"), cast.person("ben")
    top = make_page("Handbook", "x")
    page = make_page("Salaries", f"What {WORD} we pay.", parent=top, topics=["pay"])
    below = make_page("Bonus", f"More {WORD}.", parent=page)
    follow(cast.person("cleo"), page, "watching")
    said = post_comment(ben, page, f"Really, {WORD}?")
    edit_comment(ben, said, f"Really so, {WORD}?")
    comment_on_passage(ben, page, "What", f"About {WORD}")
    suggest_change(ben, page, title="Salaries", body=f"Other {WORD}.", base=1)
    assert page.parent_id == top.id
    assert below.parent_id == page.id
    make_page("Rules", "See [[SALARIES]].")  # spelt so that the title itself is to be read nowhere


def restricted(title: str = "Salaries", *handles: str) -> Page:
    page = page_called(title)
    restrict_page(page.owner, page, [cast.person(handle) for handle in handles])
    return page


def where(title: str = "Salaries") -> str:
    return url_of(page_called(title))


def token_of(handle: str) -> str:
    with transaction():
        made = tokens.make_token(cast.person(handle), "test", tokens.SCOPES, clock.now() + timedelta(days=1))
    return made.text


def test_it_works(family, sign_in, drain):
    old = where()
    ada, ben = sign_in("ada"), sign_in("ben")
    answer = ada.post(f"{old}/readers", people="@ben")
    assert answer.status_code == 303
    drain()
    now = answer.headers["Location"].removesuffix("/readers")
    assert ben.get(old).headers["Location"] == now
    shown = ben.get(now).text
    for word in (WORD, "For 2 readers only", "Has readers of its own", "Really so", "/wiki/open/handbook"):
        assert word in shown, word
    assert f"{now}/bonus" in ben.get("/wiki/open").text
    named = ben.get(f"{now}/readers").text
    assert "Ben Okri" in named
    assert "Cleo" not in named
    assert now in ben.get("/wiki/restricted?space=open").text
    assert WORD in ben.get(f"/search?q={WORD}&community=open").text
    assert ben.get("/wiki/new?space=open&title=SALARIES").headers["Location"] == now  # the link in Rules
    assert "lets you read" in ben.get("/notifications").text


def test_to_everybody_else_it_is_not_there(family, sign_in, drain):
    cleo, old, top, ref = sign_in("cleo"), where(), where("Handbook"), page_called("Salaries").ref
    drain()
    assert "Salaries" in cleo.get("/notifications").text
    restricted("Salaries", "ben")
    now = where()
    drain()
    missing = cleo.get("/wiki/open/handbook/no-such-page")
    for door in (old, f"{old}/history", f"{old}/readers", now, f"{now}/bonus", f"{now}/raw", f"{now}/edit",
                 f"/uses/{ref}", f"/links/{ref}"):  # fmt: skip
        assert cleo.get(door).status_code == 404, door
    assert len(cleo.get(old).text) == len(missing.text.replace("no-such-page", "salaries"))
    for door in ("/wiki", "/wiki/open", "/wiki/attention", "/wiki/restricted", "/search?q=pay",
                 "/notifications", "/topics/pay", top, f"{top}/readers", "/people/ada", "/", "/c/open",
                 "/c", *(f"/feeds/{feed_token(cleo.person)}/{name}.xml" for name in ("home", "c/open",
                 "topics/pay"))):  # fmt: skip
        text = cleo.get(door).text
        for word in (WORD, "Salaries", "Bonus", "Has readers"):
            assert word not in text, (door, word)
    assert "wiki/new" in cleo.get("/wiki/open/rules").text  # as if it were never written
    for model in (Comment, PageRevision, PageChange, Passage):
        texts = session().scalars(readable(COLLEAGUE, select(model))).all()
        assert not [each for each in texts if WORD in str(vars(each))], model


def test_its_readers_find_it_wherever_they_look_and_strangers_nowhere(family, sign_in, drain):
    let_in(cast.person("dora"), cast.space("open"), cast.person("ben"), SpaceRole.OWNER)
    raise_flag(cast.person("ben"), restricted("Salaries", "ben"), FlagReason.OUTDATED, "")
    drain()
    doors = ("/curate/review", "/wiki/open", "/wiki/open/rules", "/c/open")
    book = {"format": "markdown", "scope": "space", "reader": "inside"}
    shown = {}
    for who in ("ben", "gwen"):  # both curate the community; Gwen is none of the readers
        client = sign_in(who)
        texts = {door: client.get(door).text for door in doors}
        with zipfile.ZipFile(BytesIO(client.post("/wiki/open/export", **book).data)) as archive:
            texts["export"] = "".join(archive.read(name).decode() for name in archive.namelist())
        shown[who] = texts
    url = where()
    for door in ("/curate/review", "/wiki/open", "/c/open", "export"):
        assert "Salaries" in shown["ben"][door], door
        assert "Salaries" not in shown["gwen"][door], door
    assert f'href="{url}"' in re.sub("<nav.*?</nav>", "", shown["ben"]["/wiki/open/rules"], flags=re.S)
    assert url not in shown["gwen"]["/wiki/open/rules"]
    assert "/wiki/new?" in shown["gwen"]["/wiki/open/rules"]


def test_what_was_changed_last_and_vetted_last_is_their_readers(family):
    page = restricted("Salaries", "ben")
    with transaction():
        page.state, page.verified_at = PageState.VALIDATED, clock.now()
    for handle, may_read in (("ben", True), ("gwen", False)):
        who, space = cast.person(handle), cast.space("open")
        assert (page in queries.recent(who, space)) is may_read
        assert (page in queries.recently_validated(who, space)) is may_read


def test_a_book_for_customers_takes_none_of_them(ctx):
    """Whoever makes it may read them; whoever is given it may not."""
    page = make_page("Rebooking", "Inside.\n\n:::customer\nWe rebook you, free of charge.\n:::")
    with transaction():
        page.state, page.audience = PageState.VALIDATED, PageAudience.CUSTOMER
    wish = Wish(cast.space("open"), reader=Reader.CUSTOMERS)
    assert [each for _depth, each in wanted_pages(cast.person("ada"), wish)] == [page]
    restrict_page(page.owner, page, [cast.person("ben")])
    assert page in [each for _depth, each in wanted_pages(cast.person("ada"), Wish(cast.space("open")))]
    assert wanted_pages(cast.person("ada"), wish) == []


def test_it_is_lifted(family, sign_in, drain):
    old = where()
    restricted("Salaries", "ben")
    now, cleo = where(), sign_in("cleo")
    lifted = sign_in("ada").post(f"{now}/readers/lifting")
    assert lifted.headers["Location"] == f"{old}/readers"
    drain()
    assert WORD in cleo.get(old).text
    assert cleo.get(f"{old}/bonus").status_code == 200
    assert cleo.get(f"{now}/bonus").headers["Location"] == f"{old}/bonus"
    assert WORD in cleo.get(f"/search?q={WORD}").text
    assert "Salaries" in cleo.get("/topics/pay").text
    part = select(Space.id).where(Space.kind == SpaceKind.PART)
    assert not session().scalars(select(Membership).where(Membership.space_id.in_(part))).all()


def test_a_stranger_gets_404(family, cleo):
    slug = restricted("Salaries", "ben").space.slug
    here = where()
    assert cleo.post(f"{here}/readers", people="@cleo").status_code == 404
    assert cleo.post(f"{here}/readers/lifting").status_code == 404
    assert cleo.post("/wiki/new", space=slug, title="In", body="x").status_code == 404


def test_it_needs_the_right(family, ben):
    assert ben.post(f"{where()}/readers", people="@ben").status_code == 403
    restricted("Salaries", "ben")
    here = where()
    assert ben.post(f"{here}/readers", people="@ben").status_code == 403
    assert ben.post(f"{here}/readers/lifting").status_code == 403
    assert 'name="people"' not in ben.get(f"{here}/readers").text


def test_it_refuses_bad_input(family, ada, ctx):
    answer = ada.post(f"{where()}/readers", people="@nobody")
    assert answer.status_code == 422
    assert "@nobody" in answer.text
    make_page("Closed", "x", space="private")
    answer = ada.post(f"{where('Closed')}/readers", people="@cleo")
    assert answer.status_code == 422
    assert "may not read Private Room itself" in answer.text
    restricted("Salaries", "ben")
    answer = ada.post(f"{where('Bonus')}/readers", people="@cleo")
    assert answer.status_code == 422
    assert "the page above it" in answer.text


def test_it_records_the_fact(family, ada):
    ada.post(f"{where()}/readers", people="@ben")
    assert facts_about(page_called("Salaries"))[-2:] == ["wiki.page_moved", "wiki.readers_named"]


def test_whoever_settles_the_readers_stays_one(family, sign_in):
    gwen, ada = sign_in("gwen"), sign_in("ada")
    gwen.post(f"{where()}/readers", people="")
    here = where()
    assert gwen.get(here).status_code == 200
    assert ada.get(here).status_code == 200
    assert sign_in("ben").get(here).status_code == 404
    ada.post(f"{here}/readers", people="@ben")
    assert gwen.get(here).status_code == 404
    assert sign_in("ben").get(here).status_code == 200


def test_whoever_loses_the_community_loses_the_page(ctx, sign_in, drain):
    room = cast.space("private")
    let_in(cast.person("ada"), room, cast.person("cleo"))
    make_page("Inner", WORD, space="private")
    restricted("Inner", "ben", "cleo")
    make_page("Outer", WORD)
    restricted("Outer", "ben", "cleo")
    here, opened = where("Inner"), where("Outer")
    assert sign_in("ben").get(here).status_code == 200
    room = cast.space("private")
    remove_member(cast.person("ada"), room, cast.person("ben"))
    assert sign_in("ben").get(here).status_code == 404
    let_in(cast.person("ada"), cast.space("private"), cast.person("ben"))
    assert sign_in("ben").get(here).status_code == 404  # not by the back door either
    edit_space(cast.person("ada"), cast.space("open"), visibility=Visibility.MEMBERS, name="Closed House")
    assert sign_in("cleo").get(opened).status_code == 404
    assert "Closed House" in sign_in("ben").get(opened).text


def test_what_nobody_reads_any_more_comes_to_the_owners(ctx, sign_in, drain):
    let_in(cast.person("ada"), cast.space("open"), cast.person("cleo"), SpaceRole.MEMBER)
    make_page("Left", WORD, by="cleo")
    restricted("Left")
    assert sign_in("ada").get(where("Left")).status_code == 404
    deactivate(cast.person("dora"), cast.person("cleo"))
    drain()
    assert sign_in("ada").get(where("Left")).status_code == 200
    assert page_called("Left").owner.handle == "ada"


def test_pages_come_in_and_go_out(family, sign_in, drain):
    restricted("Salaries", "ben")
    ada, ben, cleo = sign_in("ada"), sign_in("ben"), sign_in("cleo")
    here, id, top = where(), page_called("Salaries").id, page_called("Handbook").id
    made = ben.post("/wiki/new", space="open", parent=id, title="Inside", body=WORD)
    assert made.headers["Location"] == f"{here}/inside"  # below it: for the same readers
    assert cleo.get(f"{here}/inside").status_code == 404
    make_page("Other", WORD)
    ben.post(f"{where('Other')}/move", space="open", place=f"under:{id}")
    assert cleo.get("/wiki/open/other").status_code == 404
    assert ben.get(f"{here}/other").status_code == 200
    ben.post(f"{here}/bonus/move", space="open", place=f"under:{top}")
    assert cleo.get("/wiki/open/handbook/bonus").status_code == 200
    ada.post(f"{here}/move", space="open", place="top")  # to another place, for the same readers
    assert page_called("Salaries").parent_id is None
    assert cleo.get(here).status_code == 404
    assert ben.get(here).status_code == 200
    ada.post(f"{where('Handbook')}/move", space="open", place=f"under:{id}")
    answer = ada.post(f"{here}/move", space="open", place=f"under:{top}")
    assert answer.status_code == 422  # not under itself
    ada.post(f"{here}/move", space="private", place="top")
    drain()
    assert page_called("Salaries").space.within.slug == "private"
    assert ben.get(here).status_code == 200


def test_what_stands_above_it_moves_and_goes(family, sign_in):
    restricted("Salaries", "ben", "gwen")
    sign_in("ada").post(f"{where('Handbook')}/move", space="private", place="top")
    here = where()
    assert page_called("Salaries").space.within.slug == "private"
    assert sign_in("ben").get(here).status_code == 200
    assert sign_in("gwen").get(here).status_code == 404
    remove_page(cast.person("ada"), page_called("Handbook"))
    assert here in sign_in("ben").get("/wiki/private").text


def test_the_bin_and_restoring(family, sign_in):
    page = restricted("Salaries", "ben")
    here, id = where(), page.id
    remove_page(cast.person("ada"), page)
    ada, ben, cleo = sign_in("ada"), sign_in("ben"), sign_in("cleo")
    assert "Salaries" in ben.get("/wiki/removed?space=open").text
    assert "Salaries" not in cleo.get("/wiki/removed").text
    assert "Salaries" not in cleo.get(here).text
    assert cleo.post(f"/wiki/removed/{id}/restoration").status_code == 404
    ada.post(f"/wiki/removed/{id}/restoration")
    assert ben.get(f"{here}/bonus").status_code == 200
    assert cleo.get(here).status_code == 404


def test_merging_asks_for_the_same_readers(family, sign_in):
    ada, page = cast.person("ada"), page_called("Salaries")
    other = make_page("Wages", f"Earlier {WORD}")
    merge = merge_pages(ada, other, page, title=page.title, body=page.body, base=1, source_base=1)
    restricted()
    with pytest.raises(Conflict):
        undo_merge(ada, merge)
    twin = make_page("Twin", "x")
    with pytest.raises(Invalid):
        merge_pages(ada, page, twin, title="Twin", body="x", base=1, source_base=page.revision)
    gone = f"/wiki/merged/{other.id}/1"
    assert sign_in("ada").get(gone).status_code == 200
    assert sign_in("cleo").get(gone).status_code == 404  # its text went along


def test_versions_in_other_languages_go_along(family, sign_in):
    ada, page = cast.person("ada"), page_called("Salaries")
    translate_page(ada, page, "de", "Gehälter", f"Was {WORD} wir zahlen.", 1)
    restricted("Salaries", "ben")
    translate_page(ada, page, "fr", "Salaires", f"Ce que {WORD}.", 1)
    for title in ("Gehälter", "Salaires"):
        here = where(title)
        assert sign_in("cleo").get(here).status_code == 404
        assert "Gehälter" in sign_in("ben").get(here).text
    sign_in("ada").post(f"{where()}/readers/lifting")
    assert where("Salaires") == "/wiki/open/handbook/salaires"
    assert sign_in("cleo").get("/wiki/open/handbook/gehalter").status_code == 200


def test_links_from_it_and_to_it_tell_nobody(family, drain):
    ada, top, page, below = cast.person("ada"), *map(page_called, ("Handbook", "Salaries", "Bonus"))
    block = make_page("Block", "A shared text", kind=PageKind.BLOCK)
    make_page("Shows", "![[Block]]", parent=page)
    with transaction():
        link(ada, page.ref, block.ref, LinkKind.LINKED)
    restricted()
    drain()
    ada, cleo, block = cast.person("ada"), cast.person("cleo"), page_called("Block")
    top, below, page = page_called("Handbook"), page_called("Bonus"), page_called("Salaries")
    assert used_in(cleo, block).count == 0
    assert used_in(ada, block).count == 1
    assert block.id in {each.id for each in queries.orphans(cleo)}
    assert block.id not in {each.id for each in queries.orphans(ada)}
    assert {place.pages for place in queries.places(cleo)} == {3}
    nodes = queries.tree_of(cast.space("open"), top, most=1, reader=cleo)
    assert not any(node.shut or node.children for node in nodes)
    opened = queries.tree_of(cast.space("open"), below, most=1, reader=ada)
    assert "Bonus" in str(opened)
    assert revision_of(page, 1).space_id == page.space_id


def test_over_the_api(family, sign_in):
    id = page_called("Salaries").id
    ada, key = sign_in("ada"), token_of("ada")
    answer = ada.api("PUT", f"/api/v1/pages/{id}/readers", key, json={"handles": ["ben"]})
    assert answer.status_code == 200
    assert answer.json["has_own_readers"]
    named = ada.api("GET", f"/api/v1/pages/{id}/readers", key).json["items"]
    assert {each["person"]["handle"] for each in named} == {"ada", "ben"}
    for method, rest in (("GET", ""), ("GET", "/readers"), ("GET", "/revisions"), ("DELETE", "/readers")):
        got = sign_in("cleo").api(method, f"/api/v1/pages/{id}{rest}", token_of("cleo"))
        assert got.status_code == 404
    body = {"space_id": page_called("Salaries").space_id, "parent_id": id, "title": "New", "body": "x"}
    assert ada.api("POST", "/api/v1/pages", key, json=body).json["has_own_readers"]
    got = sign_in("cleo").api("POST", "/api/v1/pages", token_of("cleo"), json=body)
    assert got.status_code == 404
    for bad in ("part", "conversation"):
        made = {"name": "x", "kind": bad}
        assert sign_in("dora").api("POST", "/api/v1/spaces", token_of("dora"), json=made
                                   ).status_code == 422  # fmt: skip
    lifted = ada.api("DELETE", f"/api/v1/pages/{id}/readers", key)
    assert not lifted.json["has_own_readers"]


def test_its_page_asks_the_database_little(family, ada, count_queries):
    restricted("Salaries", "ben")
    here = where()
    for door in (here, f"{here}/readers", "/wiki/restricted", "/wiki/open"):
        ada.get(door)
        with count_queries() as seen:
            ada.get(door)
        assert len(seen) <= 12, door
