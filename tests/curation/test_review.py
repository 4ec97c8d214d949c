"""The queue: why each page is due, what was flagged, what changed since; verified or mended in its row."""

import re
from html import unescape

from sqlalchemy import select

from hub.core.db import session
from hub.flags.actions import raise_flag
from hub.flags.models import Flag
from hub.flags.reasons import FlagEnd, FlagReason
from hub.inbox.models import Notice
from hub.wiki.actions.writing import edit_page
from hub.wiki.models import Page
from tests import cast
from tests.curation.knowledge import make_page, said


def test_each_row_says_why_and_what_changed_in_the_chosen_order(ctx, gwen, ben, drain, count_queries):
    late, changed, flagged = make_page("Found items", ago=39), make_page("Pets"), make_page("Meals")
    edit_page(cast.person("ben"), changed, title="Pets", body="The new rule.", base=1)
    raise_flag(cast.person("cleo"), flagged, FlagReason.OUTDATED, "No soup any more.")
    hidden = make_page("The hidden rule", space="private", ago=40)
    with count_queries() as seen:
        shown = gwen.get("/curate/review").text
    assert len(seen) <= 12, "\n".join(seen)
    words = said(shown)
    assert words.index("Found items") < words.index("Meals") < words.index("Pets")
    assert "9 days overdue" in words
    assert "Cleo Ñandú says: It is out of date: No soup any more." in words
    assert "The <del>rule</del>" in shown or "<ins>new " in shown
    assert hidden.title not in shown
    by_reason = said(gwen.get("/curate/review?sort=why").text)
    assert by_reason.index("Meals") < by_reason.index("Found items") < by_reason.index("Pets")
    assert ben.get("/curate/review").status_code == 403
    one = {"page": f"{late.id}:1", "from": "review"}
    assert gwen.post("/curate/review/verified", **one).location == "/curate/review"
    again = gwen.get("/curate/review").text
    assert "“Found items” is verified." in again
    undo = re.search(r'action="(/curate/review/verified/undo\?[^"]+)"', again)
    assert undo is not None
    gwen.post(unescape(undo[1]))
    assert "9 days overdue" in gwen.get("/curate/review").text


def test_a_flagged_text_is_mended_in_its_row_and_the_flagger_told(ctx, gwen, drain):
    page = make_page("Meals")
    raise_flag(cast.person("cleo"), page, FlagReason.OUTDATED, "No soup any more.")
    shown = gwen.get("/curate/review").text
    address = re.search(r'hx-get="([^"]+/mend[^"]*)"', shown)
    assert address is not None
    form = gwen.get(unescape(address[1]), headers={"HX-Request": "true"}).text
    assert "Save and verify" in form
    part = {"HX-Request": "true"}
    sent = gwen.post("/wiki/open/meals/mend", headers=part, body="Bread.", base="1", do="verify")
    assert sent.status_code == 200
    drain()
    flag = session().scalars(select(Flag)).one()
    again = session().get_one(Page, page.id)
    assert (flag.end, again.body, again.verified_revision) == (FlagEnd.MENDED, "Bread.", 2)
    told = select(Notice).where(Notice.person_id == cast.person("cleo").id)
    assert session().scalars(told).all()
    assert "Meals" not in said(gwen.get("/curate/review").text)
