"""A second person looks before a reply leaves: waits, approved, changed, given back, taken back."""

import re

import pytest
from sqlalchemy import select

from hub.cases.actions import handling, replies
from hub.cases.approval_models import Approval
from hub.cases.models import Step
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.inbox.models import Notice
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.people.models import Role
from hub.people.tokens import SCOPES
from hub.reuse.models import Provenance
from hub.spaces.actions import let_in
from hub.spaces.models import SpaceRole
from tests import cast
from tests.api.conftest import Program
from tests.cases.conftest import last_reply, the_case
from tests.cases.test_reply import WORDS, composer_in


@pytest.fixture
def ruled(hugo, line):
    """Every reply on the line waits; set by the supervisor through the form."""
    kept = hugo.post("/cases/desks/desk/approval", channels=str(line[1]))
    assert kept.status_code == 303
    return hugo


def version_in(page) -> dict[str, str]:
    """What the page says was read."""
    return {name: re.search(rf'name="{name}" value="(\d+)"', page.text)[1] for name in ("version", "seen")}


def waiting(case_id: int) -> Approval:
    statement = select(Approval).where(Approval.case_id == case_id).order_by(Approval.id.desc())
    return session().scalars(statement, execution_options={"populate_existing": True}).first()


def asks(finn, case_id, body="Come to the desk.", **more):
    answer = finn.post(f"/cases/{case_id}/replies", body=body, composed="1", **more)
    assert answer.status_code == 303
    return answer


def test_it_waits_and_leaves_exactly_as_it_was_approved(
    finn, ruled, case_id, answer_id, recorder, work, drain
):
    asks(finn, case_id, WORDS, source=f"answer:{answer_id}", then="solve")
    drain()
    work()
    case = the_case(case_id)
    assert recorder.sent == []
    assert (case.state, case.replied_at) != ("solved", None)
    assert case.due_at is not None
    assert case.waiting_since is not None, "its clock goes on"
    assert [
        each.person_id
        for each in session().scalars(select(Notice).where(Notice.kind == "cases.reply_awaits"))
    ] == [cast.person("hugo").id]
    assert "Your reply waits for a second person" in finn.get(f"/cases/{case_id}").text
    assert "Stroller damaged" in ruled.get("/cases/waiting-replies").text
    page = ruled.get(f"/cases/{case_id}/waiting-reply")
    assert WORDS in page.text
    assert finn.post(f"/cases/{case_id}/waiting-reply/approval", **version_in(page)).status_code == 403
    sent = ruled.post(f"/cases/{case_id}/waiting-reply/approval", **version_in(page))
    assert sent.status_code == 303
    drain()
    work(30)
    assert [each.reply.body for each in recorder.sent] == [WORDS]
    reply = last_reply(case_id)
    assert reply.author_id == cast.person("finn").id
    assert the_case(case_id).state == "solved"
    source = session().scalars(select(Provenance)).one()
    assert (source.reply, source.waits) == (reply.ref, None)
    assert targets_of(f"case:{case_id}", [LinkKind.USED]) == [f"answer:{answer_id}"]
    shown = finn.get(f"/cases/{case_id}/replies/{reply.id}/sources").text
    assert "Approved by" in shown
    assert "Hugo Lead" in shown
    assert waiting(case_id).decided_by_id == cast.person("hugo").id
    assert ruled.post(f"/cases/{case_id}/waiting-reply/approval", version="1", seen="0").status_code == 409


def test_no_other_door_lets_it_go(finn, ruled, case_id, answer_id, app):
    """The API, several at once and the action itself ask for the second person too."""
    api = Program(app, "finn", SCOPES).post(f"/cases/{case_id}/replies", body="Come.")
    assert (api.status_code, api.json["state"]) == (202, "waiting")
    with pytest.raises(replies.NeedsSecond):
        replies.send_reply(cast.person("finn"), the_case(case_id), "Come.")
    own = f"/cases/{case_id}/waiting-reply/approval"
    assert Program(app, "finn", SCOPES).post(own, version=1).status_code == 403
    assert last_reply(case_id) is None
    assert finn.post(f"/cases/{case_id}/replies", body="Another.").status_code == 409, "one waits already"
    told = Program(app, "hugo", SCOPES).post(own, version=1)
    assert told.status_code == 200, told.text
    assert last_reply(case_id).body == "Come."


def test_what_arrived_meanwhile_is_read_first(finn, ruled, case_id, writes):
    asks(finn, case_id)
    read = version_in(ruled.get(f"/cases/{case_id}/waiting-reply"))
    writes("Never mind, I found another one.", external_id="m-later")
    stopped = ruled.post(f"/cases/{case_id}/waiting-reply/approval", **read)
    assert stopped.status_code == 409
    assert "Never mind, I found another one." in stopped.text
    assert last_reply(case_id) is None
    assert ruled.post(f"/cases/{case_id}/waiting-reply/approval", **version_in(stopped)).status_code == 303


def test_a_change_is_seen_by_its_writer_and_must_be_read_to_be_approved(finn, ruled, case_id, drain):
    asks(finn, case_id)
    url = f"/cases/{case_id}/waiting-reply"
    read = version_in(ruled.get(url))
    changed = ruled.post(f"{url}/text", body="Come to our baggage desk.", version=read["version"])
    assert changed.status_code == 303
    drain()
    kinds = {each.kind: each.person_id for each in session().scalars(select(Notice))}
    assert kinds["cases.reply_altered"] == cast.person("finn").id
    shown = finn.get(url).text
    assert "Come to our <ins>baggage </ins>desk." in shown or "<ins>" in shown
    stale = ruled.post(f"{url}/approval", **read)
    assert stale.status_code == 409
    kept = ruled.post(f"{url}/text", body="Mine, typed into an old page.", version=read["version"])
    assert kept.status_code == 409
    assert "Mine, typed into an old page." in kept.text
    ruled.post(f"{url}/approval", **version_in(stale))
    assert last_reply(case_id).body == "Come to our baggage desk."
    assert waiting(case_id).written == "Come to the desk."


def test_internal_words_leave_by_no_approval_and_no_change(finn, ruled, case_id, answer_id):
    """What became known inside after it was written stops it at the second look."""
    asks(finn, case_id, "Her bag is in the cellar of hall three.")
    url = f"/cases/{case_id}/waiting-reply"
    read = version_in(ruled.get(url))
    leak = ruled.post(f"{url}/text", body="Quote budget 4410. Come.", version=read["version"])
    assert leak.status_code == 422
    assert "internal" in leak.text
    assert waiting(case_id).body == "Her bag is in the cellar of hall three."
    handling.add_note(cast.person("hugo"), the_case(case_id), "Her bag is in the cellar of hall three.")
    stopped = ruled.post(f"{url}/approval", **read)
    assert stopped.status_code == 422
    assert "internal" in stopped.text
    assert last_reply(case_id) is None


def test_it_is_given_back_with_a_reason_and_taken_back_by_its_writer(finn, ruled, case_id, answer_id, drain):
    asks(finn, case_id, WORDS, source=f"answer:{answer_id}")
    url = f"/cases/{case_id}/waiting-reply"
    read = version_in(ruled.get(url))["version"]
    assert ruled.post(f"{url}/return", reason="", version=read).status_code == 422
    assert ruled.post(f"{url}/withdrawal").status_code == 422, "not one's own"
    assert ruled.post(f"{url}/return", reason="Say until when.", version=read).status_code == 303
    drain()
    page = finn.get(f"/cases/{case_id}")
    assert composer_in(page) == WORDS
    assert "Say until when." in page.text
    assert "Ben’s answer" in page.text, "its sources came along"
    asks(finn, case_id, WORDS, source=f"answer:{answer_id}")
    assert finn.post(f"{url}/withdrawal").status_code == 303
    assert composer_in(finn.get(f"/cases/{case_id}")) == WORDS
    assert the_case(case_id).approval_id is None
    assert last_reply(case_id) is None
    assert {"reply_returned", "reply_withdrawn"} <= {each.what for each in session().scalars(select(Step))}


def test_label_and_licence_make_it_wait_and_a_stranger_sees_nothing(
    finn, hugo, ben, case_id, writes, sign_in
):
    finn.post(f"/cases/{case_id}/labels", labels="legal")
    assert hugo.post("/cases/desks/desk/approval", labels="nothing").status_code == 422
    assert finn.get("/cases/desks/desk/approval").status_code == 404
    hugo.post("/cases/desks/desk/approval", labels="legal")
    asks(finn, case_id)
    assert waiting(case_id).because == ["label"]
    assert ben.get(f"/cases/{case_id}/waiting-reply").status_code == 404
    assert "Stroller" not in ben.get("/cases/waiting-replies").text
    other = writes("Another thing.", thread="t-2", address="tom@example.net", name="Tom Hill")
    assert finn.post(f"/cases/{other}/replies", body="Hello.").status_code == 303
    assert last_reply(other) is not None
    hugo.post("/cases/desks/desk/approval", below="publisher")
    third = writes("A third thing.", thread="t-3", address="tim@example.net", name="Tim Hall")
    asks(finn, third)
    assert waiting(third).because == ["licence"]
    with transaction():
        gwen = cast.person("gwen")
        gwen.roles = gwen.roles | {Role.AGENT}
    let_in(SYSTEM, cast.space("desk"), gwen, SpaceRole.MEMBER)
    coach = sign_in("gwen")
    assert coach.post(f"/cases/{third}/waiting-reply/approval", version="1", seen="99999").status_code == 303


def test_the_list_of_what_waits_costs_few_statements(finn, ruled, case_id, writes, count_queries):
    asks(finn, case_id)
    for number in range(8):
        asks(
            finn,
            writes(
                f"Text {number}", name=f"C {number}", address=f"c{number}@example.net", thread=f"t{number}"
            ),
        )
    ruled.get("/cases/waiting-replies")
    with count_queries() as seen:
        page = ruled.get("/cases/waiting-replies")
    assert page.text.count("Read and decide") == 9
    assert len(seen) <= 12
