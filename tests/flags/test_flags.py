"""Flags: raised where the thing is shown, a task for its owner; whoever raised one hears the end."""

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.flags.models import Flag
from hub.flags.queries import flags_to_end
from hub.flags.reasons import FlagEnd
from hub.inbox.models import Notice
from hub.reuse.models import Provenance
from hub.wiki.models import PageState
from tests import cast
from tests.factories import make_answer, make_question
from tests.wiki.pages import make_page, page_called

FRAGMENT = {"HX-Request": "true"}
WORDS = "The number is <old>"


@pytest.fixture
def page(ctx):
    return make_page("Late bags", "They come later.")


def told(handle: str) -> list[tuple[str, str]]:
    """What the person's notices are about: the last fact and what it asks."""
    session.remove()
    rows = session().scalars(select(Notice).where(Notice.person_id == cast.person(handle).id))
    return [(row.thread, row.action) for row in rows]


def the_flag() -> Flag:
    session.remove()
    return session().scalars(select(Flag)).one()


class TestRaising:
    """What is off, said where it is seen."""

    def test_it_works(self, ben, ada, gwen, page, drain):
        ref = page.ref
        assert "What is off?" in ben.get(f"/flags/new?ref={ref}", headers=FRAGMENT).text
        sent = ben.post("/flags", headers=FRAGMENT, ref=ref, reason="outdated", words=WORDS)
        assert "Ada hears of it" in sent.text
        drain()
        assert (ref, "review") in told("ada")
        shown = gwen.get("/wiki/open/late-bags").text
        assert "It is out of date: The number is &lt;old&gt;" in shown
        for who in (ada, gwen):  # the owner, and who curates there
            assert "The number is &lt;old&gt;" in who.get("/flags").text
        with transaction():
            cast.person("ada").language = "de"
        assert "Es ist veraltet: The number is &lt;old&gt;" in ada.get("/notifications").text
        # Said again it is still one flag.
        ben.post("/flags", ref=ref, reason="wrong", words="Altogether")
        assert (the_flag().reason, the_flag().words) == ("wrong", "Altogether")

    def test_a_stranger_gets_404(self, cleo, ctx):
        hidden = make_page("Hidden", "x", space="private")
        ref = hidden.ref
        assert cleo.get(f"/flags/new?ref={ref}").status_code == 404
        assert cleo.post("/flags", ref=ref, reason="wrong").status_code == 404

    def test_it_refuses_bad_input(self, ben, page):
        refused = ben.post("/flags", ref=page.ref, reason="", words=WORDS)
        assert refused.status_code == 422
        assert "The number is &lt;old&gt;</textarea>" in refused.text
        question = make_question()
        assert ben.post("/flags", ref=question.ref, reason="wrong").status_code == 422
        assert ben.post("/flags", ref="nothing", reason="wrong").status_code == 404

    def test_an_answer_is_flagged_in_the_same_way(self, cleo, ctx, drain):
        answer = make_answer(make_question(), by="ben")
        ref = answer.ref
        assert f"/flags/new?ref={ref}" in cleo.get(f"/a/{answer.id}/more").text
        assert cleo.post("/flags", ref=ref, reason="wrong", words="No").headers["Location"]
        drain()
        assert (ref, "review") in told("ben")
        assert [each.thing.ref for each in flags_to_end(cast.person("ben"))] == [ref]
        assert flags_to_end(cast.person("cleo")) == []


class TestEnding:
    """Somebody deals with it; whoever raised it hears what was done."""

    @pytest.fixture
    def flag(self, ben, page):
        ben.post("/flags", ref=page.ref, reason="outdated", words=WORDS)
        return f"/flags/{the_flag().id}"

    def test_it_works(self, ada, ben, flag, drain):
        drain()
        assert ada.post(f"{flag}/end", end="right", answer="").status_code == 422
        assert ada.post(f"{flag}/end", end="right", answer="Checked it today").status_code == 303
        drain()
        assert ("page", "read") in [(ref.partition(":")[0], action) for ref, action in told("ben")]
        assert "dealt with your flag" in ben.get("/notifications").text
        assert "Checked it today" in ben.get("/flags").text
        assert "The number is" not in ben.get("/wiki/open/late-bags").text
        assert ada.post(f"{flag}/end", end="mended").status_code == 409
        # It is not: it waits again.
        assert ben.post(f"{flag}/reopening").status_code == 303
        assert the_flag().is_open

    def test_it_needs_the_right(self, cleo, ben, flag):
        assert cleo.post(f"{flag}/end", end="mended").status_code == 403
        assert cleo.post(f"{flag}/end", end="withdrawn").status_code == 422
        assert ben.post(f"{flag}/end", end="right", answer="x").status_code == 403
        assert ben.post(f"{flag}/end", end="withdrawn").status_code == 303
        assert the_flag().end == FlagEnd.WITHDRAWN

    def test_it_is_mended_in_place(self, gwen, ben, flag, drain):
        url = "/wiki/open/late-bags/mend"
        assert "It is out of date" in gwen.get(url, headers=FRAGMENT).text
        sent = {"base": 1, "body": "They come tomorrow.", "note": "New number", "do": "verify"}
        assert "Saved as version 2" in gwen.post(url, headers=FRAGMENT, **sent).text
        assert (page_called("Late bags").state, page_called("Late bags").revision) == (PageState.VALIDATED, 2)
        assert (the_flag().end, the_flag().answer) == (FlagEnd.MENDED, "New number")
        drain()
        assert "New number" in ben.get("/notifications").text
        # Somebody else's text is never written over, one's own never lost.
        late = ben.post(url, headers=FRAGMENT, **{**sent, "body": "Mine", "do": "save"})
        assert late.status_code == 409
        assert "Mine</textarea>" in late.text
        assert "They come tomorrow.</textarea>" in late.text

    def test_what_customers_hold_is_not_changed_in_silence(self, ctx, gwen):
        made = make_page("Strollers", "x", by="gwen")
        with transaction() as db:
            db.add(Provenance(
                case_ref="case:1", reply="message:1", person_id=cast.person("finn").id, source=made.ref,
                source_revision=1, source_title="x", authors=[], trust="vetted", audience="customer",
                text="x", inserted_at=clock.now(), sent_at=clock.now(),
            ))  # fmt: skip
        url, sent = "/wiki/open/strollers/mend", {"base": 1, "body": "Another"}
        refused = gwen.post(url, headers=FRAGMENT, **sent)
        assert refused.status_code == 422
        assert "Another</textarea>" in refused.text
        assert gwen.post(url, headers=FRAGMENT, **sent, change="small").status_code == 200

    def test_saving_without_a_change_ends_nothing(self, cleo, ben, flag):
        same = {"base": 1, "body": "They come later."}
        assert cleo.post("/wiki/open/late-bags/mend", **same).status_code == 303
        assert the_flag().is_open

    def test_finding_it_right_takes_it_back(self, ben, flag):
        ben.post("/wiki/open/late-bags/opinion", right=1)
        assert the_flag().end == FlagEnd.WITHDRAWN


def test_lists_stay_cheap(ctx, ben, gwen, count_queries):
    for number in range(12):
        made = make_page(f"Page {number}", "x")
        ben.post("/flags", ref=made.ref, reason="unclear")
    with count_queries() as seen:
        assert gwen.get("/flags").text.count("It is hard to understand") == 12
    assert len(seen) <= 12
