"""One wording, said in several ways: what fits the channel goes in, a link only where it can be read."""

from dataclasses import replace

import pytest

from hub.cases import fitting, guard
from hub.cases.telling import text_for
from hub.channels.measures import WEIGHTED
from hub.core.db import session
from hub.core.features import CustomerText
from hub.qa import actions as qa
from hub.qa.models import Answer
from tests import cast
from tests.cases.conftest import last_reply, the_case
from tests.cases.test_reply import composer_in

LONG = (
    "Hi {{first_name}}, you can borrow a stroller from our baggage desk behind the customs, until ten, "
    "free of charge."
)
SHORT = "Hi {{first_name}}, borrow one at the baggage desk."
PRIVATE = "Hi {{first_name}}, show this message at the desk: it is on us."
LINK = "https://help.tern.example/strollers"
WORDING = f"""{LONG}

:::customer short
{SHORT}
:::

:::customer private
{PRIVATE}
:::

:::customer link
{LINK}
:::
"""


@pytest.fixture
def said(answer_id):
    """Ben's answer, its wording written in three ways and vetted as one."""
    answer = session().get_one(Answer, answer_id)
    qa.write_wording(cast.person("ben"), answer, WORDING)
    qa.vet_answer(cast.person("gwen"), answer)
    return answer_id


def test_the_channel_decides_and_another_way_is_one_press_away(finn, recorder, case_id, said):
    source = {"ref": f"answer:{said}"}
    recorder.traits = replace(recorder.traits, length=100, is_public=True)
    finn.post(f"/cases/{case_id}/sources", **source)
    short = SHORT.replace("{{first_name}}", "Marta")
    page = finn.get(f"/cases/{case_id}")
    assert composer_in(page) == f"{short} {LINK}"
    assert "can be said in several ways" in page.text
    assert "In private" not in page.text, "what is for private conversations is not offered in public"
    assert "(too long here)" in page.text
    sent = finn.post(f"/cases/{case_id}/replies", body=f"{short} {LINK}", source=source["ref"], composed="1")
    assert sent.status_code == 303
    recorder.traits = replace(recorder.traits, length=2_000, is_public=False)
    finn.post(f"/cases/{case_id}/replies/{last_reply(case_id).id}/return")
    finn.post(f"/cases/{case_id}/sources/renewal", **source, version="private")
    assert composer_in(finn.get(f"/cases/{case_id}")) == PRIVATE.replace("{{first_name}}", "Marta")
    finn.post(f"/cases/{case_id}/sources/renewal", **source, version="long")
    assert composer_in(finn.get(f"/cases/{case_id}")) == LONG.replace("{{first_name}}", "Marta")
    assert finn.post(f"/cases/{case_id}/sources/renewal", **source, version="loud").status_code == 422


@pytest.mark.parametrize(
    "link", ["http://wiki.tern.internal/x", "{hub}/wiki/strollers", "http://10.0.0.7/x", "strollers", ""]
)
def test_a_link_that_the_customer_cannot_read_is_left_out(app, recorder, case_id, link):
    recorder.traits = replace(recorder.traits, length=120, is_public=True)
    ours = app.config["HUB"].public_url.rstrip("/")
    wording = CustomerText(
        "answer:1", "Long. " * 30, 1, (), "vetted", "customer",
        ways={"short": "Short.", "link": link.replace("{hub}", ours)})  # fmt: skip
    assert fitting.version_for(the_case(case_id), wording, {}) == "Short."
    open_one = replace(wording, ways={"short": "Short.", "link": LINK})
    assert fitting.version_for(the_case(case_id), open_one, {}) == f"Short. {LINK}"


def test_a_version_with_a_place_that_the_case_cannot_fill_comes_after_one_without(recorder, case_id):
    recorder.traits = replace(recorder.traits, length=2_000, is_public=False)
    ways = {"private": "Your card ending in {{card}} gets it.", "short": "You get it."}
    wording = CustomerText("answer:1", "You get it within ten days.", 1, (), "vetted", "customer", ways=ways)
    found = fitting.versions_for(the_case(case_id), wording, {})
    assert [each.name for each in found] == ["long", "short", "private"]
    known = fitting.versions_for(the_case(case_id), wording, {"card": "4410"})
    assert known[0].name == "private"


def test_internal_lines_are_in_no_version(finn, recorder, case_id, said):
    answer = session().get_one(Answer, said)
    text = WORDING.replace(SHORT, f"{SHORT}\n\n::::internal\nBudget 4410 for strollers at the desk.\n::::")
    qa.write_wording(cast.person("ben"), answer, text)
    recorder.traits = replace(recorder.traits, length=140, is_public=True)
    finn.post(f"/cases/{case_id}/sources", ref=f"answer:{said}")
    assert "4410" not in composer_in(finn.get(f"/cases/{case_id}"))
    found = guard.inspect(the_case(case_id), "Budget 4410 for strollers at the desk.", cast.person("finn"))
    assert "internal" in {each.kind for each in found}


def test_what_fits_is_weighed_as_the_channel_weighs(finn, recorder, case_id, said):
    """X counts any address as 23 and a Japanese sign twice: neither too much nor too little is cut."""
    short = SHORT.replace("{{first_name}}", "Marta")
    assert len(f"{short} {LINK}") > 70 >= WEIGHTED.of(f"{short} {LINK}")
    recorder.traits = replace(recorder.traits, length=70, is_public=True, measure=WEIGHTED)
    finn.post(f"/cases/{case_id}/sources", ref=f"answer:{said}")
    page = finn.get(f"/cases/{case_id}")
    assert composer_in(page) == f"{short} {LINK}"
    wording = CustomerText("answer:1", "ベビーカーをお貸しします。 無料です。", 1, (), "vetted", "customer")
    recorder.traits = replace(recorder.traits, length=30)
    told = text_for(cast.person("finn"), the_case(case_id), wording)
    assert told == "ベビーカーをお貸しします。"
    assert WEIGHTED.of(told) <= 30 < WEIGHTED.of(wording.text)
    assert len(wording.text) <= 30, "counted as characters nothing would have been cut"
