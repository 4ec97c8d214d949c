"""A draft that a desk writes together: seen, taken over, improved, and never written over."""

import re

from sqlalchemy import select

from hub.cases.actions import handling
from hub.cases.drafts import keep_draft
from hub.core.db import session, transaction
from hub.reuse.models import Provenance
from tests import cast
from tests.cases.conftest import last_reply, the_case
from tests.cases.test_reply import WORDS, composer_in


def shared_in_form(page) -> str:
    return re.search(r'name="shared" value="(\d+)"', page.text)[1]


def test_others_see_it_go_on_with_it_and_its_sources_come_along(finn, hugo, ben, case_id, answer_id):
    url = f"/cases/{case_id}/shared-draft"
    form = {"body": WORDS, "source": f"answer:{answer_id}", "composed": "1"}
    assert finn.post(url, **form).status_code == 303
    page = hugo.get(f"/cases/{case_id}")
    assert "Finn shared a draft." in page.text
    assert composer_in(page) == ""
    with transaction():
        keep_draft(cast.person("hugo"), the_case(case_id), "I had begun something of my own here.")
    assert hugo.post(f"{url}/loading").status_code == 303
    page = hugo.get(f"/cases/{case_id}")
    assert composer_in(page) == f"{WORDS}\n\nI had begun something of my own here."
    assert "Ben’s answer" in page.text
    assert composer_in(finn.get(f"/cases/{case_id}")) == WORDS, "it stays Finn’s draft, too"
    sent = hugo.post(
        f"/cases/{case_id}/replies", body=WORDS, shared="1", source=f"answer:{answer_id}", composed="1"
    )
    assert sent.status_code == 303
    kept = session().scalars(select(Provenance).where(Provenance.reply == last_reply(case_id).ref)).one()
    assert kept.person_id == cast.person("hugo").id
    assert the_case(case_id).shared_draft_id is None, "what has left is shared no more"
    assert WORDS in finn.get(url).text, "and its texts stay"
    assert ben.get(url).status_code == 404
    assert ben.post(f"{url}/loading").status_code == 404


def test_nothing_is_written_over(finn, hugo, case_id):
    url = f"/cases/{case_id}/shared-draft"
    first = "Your bag is on its way to Oslo and should be there tonight."
    finn.post(url, body=first)
    seen = shared_in_form(finn.get(f"/cases/{case_id}"))
    better = "Your bag is on its way to Oslo and should be there on Friday."
    assert hugo.post(url, body=better, shared=seen).status_code == 303
    mine = "Your bag is on its way to Oslo and should be there tomorrow."
    stopped = finn.post(url, body=mine, shared=seen)
    assert stopped.status_code == 409
    assert "Hugo changed the shared draft meanwhile" in stopped.text
    assert composer_in(stopped) == mine
    assert "Friday" in stopped.text
    held = finn.post(f"/cases/{case_id}/replies", body=mine, shared=seen)
    assert held.status_code == 422, "nor is the older one sent unseen"
    assert last_reply(case_id) is None
    assert finn.post(url, body=mine, shared=shared_in_form(stopped)).status_code == 303
    history = hugo.get(url).text
    assert history.count('<pre class="typed">') == 3
    finn.post(f"{url}/end")
    assert "shared a draft." not in hugo.get(f"/cases/{case_id}").text


def test_internal_words_leave_by_no_shared_draft(finn, hugo, case_id, answer_id):
    """Whoever goes on with it is stopped by what its first writer had before them."""
    handling.add_note(cast.person("finn"), the_case(case_id), "She always asks for the manager.")
    body = "Between us, she always asks for the manager."
    finn.post(f"/cases/{case_id}/shared-draft", body=body, source=f"answer:{answer_id}", composed="1")
    hugo.post(f"/cases/{case_id}/shared-draft/loading")
    for text in (body, "Refund limit is €180 without approval, budget 4410."):
        stopped = hugo.post(f"/cases/{case_id}/replies", body=text, shared="1")
        assert stopped.status_code == 422
        assert "internal" in stopped.text
    assert last_reply(case_id) is None
