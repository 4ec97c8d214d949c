"""Saved replies through the front door: whose they are, what they may say, and how they go into a reply."""

import re

import pytest
from sqlalchemy import select

from hub.cases.actions import handling
from hub.core.db import session
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.reuse.models import Provenance
from hub.snippets.models import Snippet
from tests import cast
from tests.cases.conftest import last_reply, the_case

BODY = "Hi {{first_name|there}}, your number is {{case_number}}. {{agent}}"


def save(someone, **more) -> int:
    form = {"title": "Where the desk is", "body": BODY, "desk": "desk", "reach": "desk", **more}
    answer = someone.post("/snippets", **form)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("/")[2])


def snippet(id: int) -> Snippet:
    return session().get_one(Snippet, id, populate_existing=True)


def offered(someone, case_id: int, text: str = "") -> list[str]:
    page = someone.get(f"/snippets/options?for=case:{case_id}&text={text}").text
    return re.findall(r'role="option"[^>]*data-value="([^"]*)"', page)


def test_it_works(finn, recorder, case_id, work, drain):
    first, second = (
        save(finn, shortcut="desk", folder="Places"),
        save(finn, title="Thanks", body="Thank you!"),
    )
    assert offered(finn, case_id, "des") == [f"Hi Marta, your number is {case_id}. Finn"]
    assert offered(finn, case_id, "thank") == ["Thank you!"]
    for id in (first, second):  # without scripts; what was typed stays
        assert finn.post(f"/cases/{case_id}/sources", ref=f"snippet:{id}").status_code == 303
    text = f"Hi Marta, your number is {case_id}. Finn\n\nThank you!"
    assert text in finn.get(f"/cases/{case_id}").text
    sources = [f"snippet:{first}", f"snippet:{second}"]
    sent = {"body": text, "composed": "1", "source": sources}
    assert finn.post(f"/cases/{case_id}/replies", **sent).status_code == 422  # nobody has checked them
    assert finn.post(f"/cases/{case_id}/replies", **sent, confirmed="1").status_code == 303
    work()
    assert [each.reply.body for each in recorder.sent] == [text]
    rows = session().scalars(select(Provenance).order_by(Provenance.source)).all()
    assert [(row.source, row.kept, row.source_revision) for row in rows] == [
        (each, 100, 1) for each in sources
    ]
    assert set(sources) <= set(targets_of(f"case:{case_id}", [LinkKind.USED]))
    drain()
    page = finn.get("/snippets?folder=Places").text
    assert "sent once" in page
    assert "Thanks" not in page.partition("<aside")[0].partition("<main")[2]


def test_whose_they_are(finn, hugo, gwen, ada, case_id):
    own, desk = save(finn, reach="own", title="Mine"), save(finn, title="Ours")
    assert finn.post("/snippets", title="x", body="y", reach="all", desk="desk").status_code == 422
    everybody = save(hugo, reach="all", title="Everybodys")
    assert [hugo.get(f"/snippets/{id}").status_code for id in (own, desk, everybody)] == [404, 200, 200]
    assert [gwen.get(f"/snippets/{id}").status_code for id in (own, desk, everybody)] == [404, 404, 200]
    assert [ada.get(f"/snippets/{id}").status_code for id in (own, desk, everybody)] == [404, 404, 404]
    assert ada.get(f"/snippets/options?for=case:{case_id}").status_code == 404
    assert ada.get("/snippets/new").status_code == 403
    assert hugo.post(f"/cases/{case_id}/sources", ref=f"snippet:{own}").status_code == 404
    for verb in ("verification", "removal"):
        assert hugo.post(f"/snippets/{own}/{verb}").status_code == 404
    assert finn.post(f"/snippets/{everybody}", title="x", body="y", base=1).status_code == 403


def test_owner_and_verifier_as_for_articles(finn, hugo, case_id):
    id = save(finn)
    assert "Not checked yet" in finn.get(f"/snippets/{id}").text
    assert finn.post(f"/snippets/{id}/verification").status_code == 403
    assert hugo.post(f"/snippets/{id}/verification").status_code == 303
    assert snippet(id).is_verified
    finn.post(f"/cases/{case_id}/sources", ref=f"snippet:{id}")
    body = "Hi Marta, you are welcome. Finn"
    sent = finn.post(f"/cases/{case_id}/replies", body=body, composed="1", source=f"snippet:{id}")
    assert sent.status_code == 303  # no tick: somebody has checked it
    changed = {"title": "Desk", "body": "New words", "reach": "desk", "desk": "desk"}
    assert finn.post(f"/snippets/{id}", **changed, base=1).status_code == 303
    assert not snippet(id).is_verified
    late = hugo.post(f"/snippets/{id}", **{**changed, "body": "My late words"}, base=1)
    assert (late.status_code, "My late words" in late.text) == (422, True)
    removed = finn.post(f"/snippets/{id}/removal")
    assert finn.get(f"/snippets/{id}").status_code == 404
    assert finn.post(f"/snippets/removed/{id}/return").status_code == 303
    assert (removed.status_code, finn.get(f"/snippets/{id}").status_code) == (303, 200)


@pytest.mark.parametrize(
    "body",
    [
        "Yes.\n\n:::internal\nThe limit is 180.\n:::",
        "Look at http://localhost/wiki/secret",
        "Write to marta@example.net",
    ],
)
def test_only_customer_wording_becomes_one(finn, case_id, body):
    refused = finn.post("/snippets", title="Mine", body=body, reach="own", desk="desk")
    assert refused.status_code == 422
    assert body.splitlines()[-1] in refused.text.replace("&#34;", '"')
    assert session().scalars(select(Snippet)).first() is None


def test_nothing_of_the_inside_of_its_case_becomes_one(finn, case_id, answer_id):
    note = "Her neighbour paid four hundred crowns in cash"
    handling.add_note(cast.person("finn"), the_case(case_id), note)
    form = {"title": "Mine", "reach": "own", "desk": "desk", "case": f"case:{case_id}"}
    assert finn.post("/snippets", **form, body=f"We heard: {note.lower()}.").status_code == 422
    assert (
        finn.post("/snippets", **form, body="The refund limit is €180 without approval.").status_code == 422
    )
    begun = finn.get(f"/snippets/new?for=case:{case_id}&text=Dear+Marta,+call+%2B47+911+22+333").text
    assert "Dear {{first_name}}, call [phone]" in begun
    assert finn.post("/snippets", **form, body="Dear {{first_name}}, come to the desk.").status_code == 303


def test_an_unfilled_variable_blocks_sending(finn, case_id, writes):
    """Chatwoot and others send `{{name}}` to customers: here neither the page nor a program can."""
    id = save(finn, body="Your booking is {{booking_code}}.")
    finn.post(f"/cases/{case_id}/sources", ref=f"snippet:{id}")
    body = "Your booking is {{booking_code}}."
    refused = finn.post(f"/cases/{case_id}/replies", body=body, confirmed="1", then="wait")
    assert refused.status_code == 422
    assert "booking code" in refused.text
    assert finn.post(f"/cases/{case_id}/replies", body="Hi {{first_name|there}}!").status_code == 422
    assert last_reply(case_id) is None
    nameless = writes("Hello?", address="who@example.net", name="who@example.net", thread="t-9")
    save(finn, body=BODY, shortcut="number")
    assert offered(finn, nameless, "number") == [f"Hi there, your number is {nameless}. Finn"]


def test_the_page_asks_little(finn, hugo, count_queries):
    for number in range(8):
        save(finn if number % 2 else hugo, title=f"Number {number}")
    finn.get("/snippets")
    with count_queries() as seen:
        assert finn.get("/snippets").status_code == 200
    assert len(seen) <= 12
