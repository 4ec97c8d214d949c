"""The report of where replies came from: whole, signed, masked on request, for those of the desk alone."""

import io
import json

from sqlalchemy import select

from hub.cases.models import Override
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
    saved = {"file": (io.BytesIO(report.data), "reply.json")}
    assert "This hub made it" in hugo.post("/cases/provenance", **saved).text
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


def test_auditors_read_it_all_without_the_customer_and_change_nothing(
    finn, iris, hugo, ada, case_id, answer_id, work, count_queries
):
    finn.post(f"/cases/{case_id}/sources", ref=f"answer:{answer_id}")
    body = f"{WORDS} Marta Kowalczyk, ask Cleo Ñandú."
    why = {"because:colleague:cleo ñandú": "Marta knows her, +47 911 22 333"}
    sent = {"body": body, "composed": "1", "source": f"answer:{answer_id}", **why}
    assert finn.post(f"/cases/{case_id}/replies", **sent).status_code == 303
    day = last_reply(case_id).at.date().isoformat()
    answer = iris.get(f"/cases/provenance.json?since={day}&until={day}")
    (reply,) = json.loads(answer.text)["replies"]
    (source,), (override,) = reply["sources"], reply["overrides"]
    assert (reply["by"], override["by"], source["vetted_by"]) == ("Finn Agent", "Finn Agent", "Gwen Curator")
    assert "Cleo Ñandú" in reply["text"]
    assert source["title"] == ""  # it may stand in a closed space
    with count_queries() as statements:
        page = iris.get("/cases/overrides").text
    assert len(statements) <= 12
    assert "colleague’s name" in page
    for text in (answer.text, page):
        assert "Finn Agent" in text
        for secret in ("Marta", "Kowalczyk", "911 22 333"):
            assert secret not in text
    assert f"/cases/{case_id}" not in page
    assert iris.post("/cases/provenance", report=answer.text).text.count("This hub made it") == 1
    assert "/cases/provenance" in iris.get("/admin/audit").text
    id = session().scalars(select(Override.id)).one()
    assert iris.post(f"/cases/overrides/{id}/judgement", right="yes").status_code == 404
    assert iris.post("/cases/overrides/rules", kind="colleague", level="off").status_code == 403
    assert "/cases/overrides/rules" not in page
    for url in (f"/cases/{case_id}", f"/cases/{case_id}/replies/{reply['reply'][8:]}/provenance.json"):
        assert iris.get(url).status_code == 404
    for url in ("/cases/overrides", "/cases/provenance", f"/cases/provenance.json?since={day}&until={day}"):
        assert ada.get(url).status_code == 403
    hugo.post(f"/cases/overrides/{id}/judgement", right="no")
    assert "judged wrong" in iris.get("/cases/overrides").text
