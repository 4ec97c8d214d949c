"""Following a colleague: their posts in one's feed, their answers further up, and nobody else knows."""

from sqlalchemy import func, select

from hub.core.db import session
from hub.feed.queries import count_new, feed
from hub.people.models import Follow
from hub.qa.models import Vote
from hub.threads.actions import follow as choose
from tests import cast
from tests.factories import make_answer, make_post, make_question

URL = "/people/ada/following"


def seen_by(handle: str, tab: str = "following") -> list[str]:
    return [item.ref for item in feed(cast.person(handle), tab).items]


def test_it_works(ctx, cleo):
    post = make_post(by="ada").ref
    assert post not in seen_by("cleo")  # she is not in that community
    assert cleo.post(URL).status_code == 303
    assert post in seen_by("cleo")
    assert count_new(cast.person("cleo"), "following", 0) >= 1
    assert 'aria-pressed="true"' in cleo.get("/people/ada").text
    assert "Ada Lovelace" in cleo.get("/people?followed=1").text
    assert cleo.post(URL, on="0").status_code == 303
    assert post not in seen_by("cleo")
    assert "You follow nobody yet" in cleo.get("/people?followed=1").text


def test_twice_is_once_and_pages_go_on(ctx, cleo):
    for _ in range(2):
        cleo.post(URL)
    assert session().scalar(select(func.count()).select_from(Follow)) == 1
    posts = [make_post(by="ada", body=f"Kiln {number}").ref for number in range(5)]
    first = feed(cast.person("cleo"), "following", size=3)
    rest = feed(cast.person("cleo"), "following", size=3, after=first.next or "")
    assert [item.ref for item in (*first.items, *rest.items)][:5] == posts[::-1]


def test_it_opens_no_door(ctx, cleo):
    secret = make_post(by="ada", space="private", body="The secret glaze.")
    cleo.post(URL)
    assert secret.ref not in seen_by("cleo")
    assert "secret glaze" not in cleo.get("/").text


def test_what_is_muted_stays_muted(ctx, cleo):
    post, other = make_post(by="ada"), make_post(by="ada", body="Another.")
    cleo.post(URL)
    choose(cast.person("cleo"), post, "muted")
    assert seen_by("cleo")[:1] == [other.ref]
    assert post.ref not in seen_by("cleo")
    cleo.post("/watch", ref=cast.space("open").ref, level="muted")
    assert other.ref not in seen_by("cleo")


def test_their_answers_rank_up_for_the_follower_only(ctx, ben, cleo):
    question = make_question()
    earlier = make_answer(question, by="ben", body="By the book.")
    make_answer(question, by="gwen", body="By the guess.")

    def is_first(page: str) -> bool:
        return page.index("By the book.") < page.index("By the guess.")

    url = f"/q/{question.id}"
    assert not is_first(cleo.get(url, follow_redirects=True).text)
    cleo.post("/people/ben/following")
    assert is_first(cleo.get(url, follow_redirects=True).text)
    assert not is_first(ben.get(url, follow_redirects=True).text)
    gwens = f"answer:{earlier.id + 1}"
    for voter in ("ada", "hugo", "iris"):  # three votes are more than following counts for
        cleo_vote(gwens, voter)
    assert not is_first(cleo.get(url, follow_redirects=True).text)


def cleo_vote(ref: str, voter: str) -> None:
    from hub.qa.actions import vote
    from hub.qa.models import Answer

    answer = session().get(Answer, int(ref.partition(":")[2]))
    vote(cast.person(voter), answer, 1)
    assert session().get(Vote, (ref, cast.person(voter).id))


def test_nobody_else_sees_it(cleo, ada, dora):
    cleo.post(URL)
    for who in (ada, dora):
        for page in ("/people/cleo", "/people/ada", "/people?followed=1", "/notices"):
            assert 'aria-pressed="true"' not in who.get(page, follow_redirects=True).text
    assert "You follow nobody yet" in ada.get("/people?followed=1").text


def test_it_refuses_bad_input(cleo):
    assert cleo.post("/people/cleo/following").status_code == 422
    assert cleo.post("/people/eli/following").status_code == 422
    assert cleo.post(URL, on="maybe").status_code == 422
    assert cleo.post("/people/nowhere/following").status_code == 404
