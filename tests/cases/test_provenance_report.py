"""The report of where replies came from: whole, signed, masked on request, for those of the desk alone."""

import json

from hub.core.audit import AuditEntry
from hub.core.db import session
from tests.cases.conftest import last_reply
from tests.cases.test_reply import WORDS

OVERRIDE = {"because:colleague:cleo ñandú": "She waits there"}


def test_it_works(finn, hugo, ada, case_id, answer_id, work):
    finn.post(f"/cases/{case_id}/sources", ref=f"answer:{answer_id}")
    body = f"{WORDS} Ask Cleo Ñandú."
    sent = {"body": body, "composed": "1", "source": f"answer:{answer_id}", **OVERRIDE}
    assert finn.post(f"/cases/{case_id}/replies", **sent).status_code == 303
    url = f"/cases/{case_id}/replies/{last_reply(case_id).id}/provenance.json"
    report = finn.get(url)
    (reply,) = json.loads(report.text)["replies"]
    (source,), (override,) = reply["sources"], reply["overrides"]
    assert (reply["by"], reply["text"]) == ("Finn Agent", body)
    assert (source["source"], source["kept"], source["vetted_by"]) == (
        f"answer:{answer_id}",
        100,
        "Gwen Curator",
    )
    assert "Ben Okri" in source["written_by"]
    assert (override["finding"], override["reason"], override["by"]) == (
        "colleague",
        "She waits there",
        "Finn Agent",
    )
    masked = finn.get(f"{url}?masked=1").text
    for name in ("Finn", "Ben Okri", "Gwen", "Marta"):
        assert name not in masked
    assert hugo.post("/cases/provenance", report=masked).text.count("This hub made it") == 1
    forged = report.text.replace("She waits there", "He said so")
    assert "something in it was changed" in hugo.post("/cases/provenance", report=forged).text
    assert "something in it was changed" in hugo.post("/cases/provenance", report="[1]").text
    assert ada.get(url).status_code == 404
    assert session().query(AuditEntry).filter_by(action="cases.export_provenance").count() == 2


def test_a_period_of_ones_own_desks(finn, hugo, gwen, case_id):
    finn.post(f"/cases/{case_id}/replies", body="Come to the desk.", then="wait")
    day = last_reply(case_id).at.date().isoformat()
    url = f"/cases/provenance.json?since={day}&until={day}"
    assert finn.get(url).status_code == 403
    assert len(json.loads(hugo.get(url).text)["replies"]) == 1
    assert hugo.get(f"/cases/provenance.json?since={day}&until=2020-01-01").status_code == 422
    assert hugo.get("/cases/provenance.json?since=x&until=y").status_code == 422
    assert gwen.get(url).status_code == 403
