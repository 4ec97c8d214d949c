"""The send check looks at the case, not at patterns alone; what leaves all the same is sampled."""

from html import unescape

import pytest
from sqlalchemy import select

from hub.cases import guard
from hub.cases.models import Override
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.files.actions import keep_file
from hub.files.queries import markdown_for
from hub.spaces.actions import let_in
from hub.spaces.models import SpaceRole
from tests import cast
from tests.cases.conftest import last_reply, the_case


def found(case_id: int, text: str) -> dict[str, bool]:
    """Kind of each find → whether it blocks."""
    findings = guard.inspect(the_case(case_id), text, cast.person("finn"))
    return {each.kind: each.blocks for each in findings}


@pytest.mark.parametrize(
    "link",
    ["http://intranet/limits", "https://wiki.tern.internal/x", "http://10.1.2.3:8080/", "http://[fd00::1]/"],
)
def test_a_link_that_the_customer_cannot_open(finn, case_id, link):
    """Elsewhere "insert article" put links into replies that led to a login page."""
    assert found(case_id, f"Read {link}") == {"link": True}
    assert found(case_id, "Read https://www.tern.example/loan and http://93.184.216.34/") == {}
    refused = finn.post(f"/cases/{case_id}/replies", body=f"Read {link}", then="wait")
    assert refused.status_code == 422
    assert "leads into a house network" in unescape(refused.text)


def test_a_promise_of_money_or_of_a_date_is_said_and_stops_nobody(finn, case_id, answer_id):
    for text in ("You get 180 euros.", "It is €1,200.50 then.", "We call you by Friday.",
                 "It arrives within 3 days.", "Sie haben es bis 14.12."):  # fmt: skip
        assert found(case_id, text).get("promise") is False, text
    assert "promise" not in found(case_id, "Gate 180, belt 4, flight TN 482, case 12.")
    finn.post(f"/cases/{case_id}/sources", ref=f"answer:{answer_id}")
    sent = finn.post(f"/cases/{case_id}/check", body="You get 180 euros.", composed="1",
                     headers={"HX-Request": "true"})  # fmt: skip
    assert "promises something that stands in no text" in unescape(sent.text)
    assert "Decide about what the guard found" not in unescape(sent.text)
    assert finn.post(f"/cases/{case_id}/replies", body="You get 180 euros.").status_code == 303
    assert session().query(Override).count() == 0


def test_a_file_from_a_note_cannot_leave(finn, case_id):
    """Elsewhere private notes reached customers as attachments."""
    file = keep_file(cast.person("finn"), "bill.txt", b"What she really owes")
    finn.post(f"/cases/{case_id}/notes", body=f"See {markdown_for(file)}")
    refused = finn.post(f"/cases/{case_id}/replies", body=f"See {markdown_for(file)}", then="wait")
    assert refused.status_code == 422
    assert last_reply(case_id) is None


def test_overrides_are_sampled_and_tune_the_rules(finn, hugo, case_id, count_queries):
    body, key = "Ask for Ben Okri at the desk.", "colleague:ben okri"
    assert finn.get("/cases/overrides").status_code == 403
    reason = {f"because:{key}": "He waits for her there"}
    assert finn.post(f"/cases/{case_id}/replies", body=body, then="wait", **reason).status_code == 303
    with count_queries() as seen:
        page = unescape(hugo.get("/cases/overrides").text)
    assert len(seen) <= 12, "\n".join(seen)
    assert "He waits for her there" in page
    assert "sent all the same once" in page
    id = session().scalars(select(Override.id)).one()
    assert finn.post(f"/cases/overrides/{id}/judgement", right="yes").status_code == 403
    assert hugo.post(f"/cases/overrides/{id}/judgement", right="yes").status_code == 303
    page = unescape(hugo.get("/cases/overrides").text)
    assert "He waits for her there" not in page
    assert "1 right, 0 wrong" in page
    assert finn.post("/cases/overrides/rules", kind="colleague", level="off").status_code == 403
    assert hugo.post("/cases/overrides/rules", kind="colleague", level="hint").status_code == 303
    assert found(case_id, body) == {"colleague": False}
    assert hugo.post("/cases/overrides/rules", kind="colleague", level="stop").status_code == 303
    assert finn.post(f"/cases/{case_id}/replies", body=body, then="wait", **reason).status_code == 422
    for kind in ("internal", "customer", "marked"):  # what is inside never passes without a word
        assert hugo.post("/cases/overrides/rules", kind=kind, level="off").status_code == 422
    changes = session().query(AuditEntry).filter_by(action="cases.set_check").all()
    assert len(changes) == 2


def test_a_supervisor_elsewhere_sees_nothing_of_it(hugo, finn, gwen, case_id):
    reason = {"because:colleague:ben okri": "He waits for her there"}
    finn.post(f"/cases/{case_id}/replies", body="Ask for Ben Okri.", then="wait", **reason)
    with transaction():
        gwen_row = cast.person("gwen")
        gwen_row.roles = gwen_row.roles | {"supervisor"}
    assert "He waits for her there" not in gwen.get("/cases/overrides").text
    with transaction():
        let_in(cast.person("hugo"), cast.space("desk"), cast.person("gwen"), SpaceRole.MEMBER)
    assert "He waits for her there" in gwen.get("/cases/overrides").text
