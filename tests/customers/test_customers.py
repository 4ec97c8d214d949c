"""Customers: where they are reached, what they said before, and two that are one person."""

from html import unescape

from hub.cases.actions import handling
from hub.cases.models import Case, Note
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core.db import session, transaction
from hub.spaces.actions import create_space, let_in
from hub.spaces.models import Joining, SpaceKind, SpaceRole, Visibility
from tests import cast
from tests.cases.conftest import the_case
from tests.cases.desk import customer_writes

ELSE = {"address": "mk@work.example", "name": "M. Kowalczyk", "thread": "t-8"}


def of(case_id: int) -> int:
    return the_case(case_id).customer_id


def test_it_works(finn, ada, case_id, writes, drain):
    second = writes("And the invoice?", **ELSE)
    id = of(case_id)
    assert f'href="/customers/{id}"' in finn.get(f"/cases/{case_id}").text
    form = {
        "name": "Marta Kowalczyk",
        "company": "Kowalczyk & Sons",
        "language": "pl",
        "note": "Calls at noon",
    }
    assert finn.post(f"/customers/{id}", **form).status_code == 303
    page = unescape(finn.get(f"/customers/{id}").text)
    assert "Kowalczyk & Sons" in page
    assert "marta@example.net" in page
    assert "Stroller damaged" in page
    bad = finn.post(f"/customers/{id}", **{**form, "name": "", "note": "My long note"})
    assert (bad.status_code, "My long note" in bad.text) == (422, True)
    found = finn.get(f"/customers/{id}/merge?q=work.example").text
    assert f"with={of(second)}" in found
    both = finn.get(f"/customers/{id}/merge?with={of(second)}").text
    assert "mk@work.example" in both
    gone = of(second)
    done = finn.post(f"/customers/{id}/merges", other=gone)
    assert done.status_code == 303
    page = finn.get(f"/customers/{id}").text
    assert "mk@work.example" in page
    assert f"/cases/{second}" in page
    assert finn.get(f"/customers/{gone}").location.endswith(f"/customers/{id}")
    # Beside the open case, with no click.
    assert f'href="/cases/{second}"' in finn.get(f"/cases/{case_id}/inside").text
    drain()
    assert finn.post(f"/customers/{id}/merges", other=id).status_code == 422
    for url in (f"/customers/{id}", f"/customers/{gone}", f"/customers/{id}/merge"):
        assert ada.get(url).status_code == 404


def test_apart_again_with_what_came_since(finn, case_id, writes):
    second = writes("And the invoice?", **ELSE)
    id, gone = of(case_id), of(second)
    assert finn.post(f"/customers/{id}/merges", other=gone).status_code == 303
    third = writes("One more thing", **{**ELSE, "thread": "t-77"}, external_id="m-77")
    assert of(third) == id
    undo = finn.get(f"/customers/{id}").text.partition('action="/customers/merges/')[2].partition("/")[0]
    assert finn.post(f"/customers/merges/{undo}/undoing").status_code == 303
    assert [of(each) for each in (case_id, second)] == [id, gone]
    assert of(third) == gone
    assert "mk@work.example" not in finn.get(f"/customers/{id}").text.partition("<aside")[2]
    assert finn.post(f"/customers/merges/{undo}/undoing").status_code == 409


def test_merging_shows_nobody_a_note_and_turns_no_reply(finn, recorder, case_id, writes, work):
    """Elsewhere two unrelated customers were merged and an outsider was shown an internal note."""
    second = writes("And the invoice?", **ELSE)
    handling.add_note(cast.person("finn"), the_case(case_id), "She owes us nine hundred crowns still")
    finn.post(f"/customers/{of(second)}/merges", other=of(case_id))
    assert [each.case_id for each in session().query(Note)] == [case_id]
    refused = finn.post(f"/cases/{second}/replies", body="You are right.", then="wait")
    assert refused.status_code == 303
    work()
    assert [each.to.address for each in recorder.sent] == ["mk@work.example"]
    assert the_case(case_id).address == "marta@example.net"
    assert "nine hundred" not in recorder.sent[0].reply.body


def test_who_does_not_work_on_both_desks_cannot(finn, hugo, case_id):
    with transaction() as db:
        dora, kind = cast.person("dora"), {"kind": SpaceKind.DESK, "visibility": Visibility.HIDDEN}
        far = create_space(dora, "Far Desk", slug="far", owner=dora, joining=Joining.INVITATION, **kind)
        let_in(dora, far, cast.person("hugo"), SpaceRole.MEMBER)
        channel = Channel(kind=ChannelKind.SIMULATOR, name="Far", slug="far", space_id=far.id,
                          created_at=the_case(case_id).created_at)  # fmt: skip
        db.add(channel)
    secret = customer_writes(channel, "A far secret", **{**ELSE, "thread": "t-5"}).id
    other = session().get_one(Case, secret).customer_id
    assert finn.get(f"/customers/{other}").status_code == 404
    assert finn.post(f"/customers/{of(case_id)}/merges", other=other).status_code == 404
    assert hugo.post(f"/customers/{of(case_id)}/merges", other=other).status_code == 303
    page = finn.get(f"/customers/{of(case_id)}").text
    assert "A far secret" not in page
    assert "1 more case on a desk that you do not see" in page
    assert f"/cases/{secret}" not in page
    merge = (
        hugo.get(f"/customers/{of(case_id)}")
        .text.partition('action="/customers/merges/')[2]
        .partition("/")[0]
    )
    assert finn.post(f"/customers/merges/{merge}/undoing").status_code == 403


def test_the_page_asks_little(finn, case_id, count_queries):
    finn.get(f"/customers/{of(case_id)}")
    with count_queries() as seen:
        finn.get(f"/customers/{of(case_id)}")
    assert len(seen) <= 12
