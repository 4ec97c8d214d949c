"""A customer follows their case without an account: what has left for them, in their words, no more."""

from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from hub.cases.actions import follow, intake, marking, merging, replies
from hub.cases.actions.handling import add_note
from hub.cases.actions.survey import rating_token
from hub.cases.following import token_of
from hub.cases.models import CaseState
from hub.cases.target_models import DeskHours
from hub.channels.contract import Author, Incoming
from hub.channels.email import smtp
from hub.channels.email.smtp import SendResult, State
from hub.core import clock
from hub.core.db import session, transaction
from tests import cast
from tests.cases.conftest import last_reply, the_case
from tests.channels import lines


@pytest.fixture
def offered(hugo, case_id) -> str:
    """The desk offers the page; the token of Marta's."""
    assert hugo.post("/cases/desks/desk/page", on="1", days="30").status_code == 303
    return token_of(follow.make_address(cast.person("finn"), the_case(case_id)))


def test_mails_lead_to_it_once_the_desk_offers_it(ctx, hugo, finn, nobody, at, monkeypatch):
    left = []
    monkeypatch.setattr(
        smtp, "send", lambda _a, message: left.append(message) or SendResult(State.SENT, 250, "OK")
    )
    channel = lines.mailbox(sender_name="Care Team", signature="Yours", smtp_host="mail.test")
    lines.arrive(channel, lines.letter())
    case = lines.cases()[0]
    for number, switched_on in enumerate((False, True)):
        hugo.post("/cases/desks/desk/page", on="1" if switched_on else "", days="30")
        replies.send_reply(cast.person("finn"), the_case(case.id), f"We found it, number {number}.")
        at(timedelta(seconds=60 * (number + 1)))
        lines.work()
    texts = [message.get_body(("plain",)).get_content() for message in left]
    assert "/f/" not in texts[0]
    address = texts[1].partition("/f/")[2].split()[0]
    shown = unescape(nobody.get(f"/f/{address}").text)
    assert "We found it, number 1." in shown
    assert "/f/" in finn.get(f"/cases/{case.id}/handling").text
    assert "Follow your request" in unescape(
        finn.post(f"/cases/{case.id}/preview", body="Hi", then="wait").text
    )


def test_its_times_are_those_of_the_desk(nobody, case_id, offered):
    """Whoever reads it has told no time zone: the desk's is nearer than that of the house."""
    with transaction() as db:
        there = DeskHours(
            space_id=the_case(case_id).space_id, timezone="Pacific/Kiritimati", changed_at=clock.now()
        )
        db.add(there)
    at = the_case(case_id).created_at.astimezone(ZoneInfo("Pacific/Kiritimati"))
    assert f"{at:%H:%M}" in nobody.get(f"/f/{offered}").text


def test_it_shows_what_left_for_them_and_nothing_from_inside(finn, nobody, case_id, offered, work, writes):
    finn_row, hugo_row = cast.person("finn"), cast.person("hugo")
    add_note(finn_row, the_case(case_id), "She is a difficult one, hush")
    marking.set_labels(finn_row, the_case(case_id), ["Troublemaker"])
    replies.send_reply(finn_row, the_case(case_id), "Your stroller is on its way.")
    work()
    replies.take_back(
        finn_row, replies.send_reply(finn_row, the_case(case_id), "A thought that was taken back.")
    )
    replies.send_reply(hugo_row, the_case(case_id), "Still held, not gone.")
    other = Incoming("in-77", Author("neighbour@example.net", "Nosy"), "I am her neighbour.", clock.now())
    intake.take_into(the_case(case_id), other)
    writes("My secret letter", address="lone@example.net", name="Lone Berg", thread="t-2")
    finn.post(f"/cases/{case_id}/question", once="ask")
    with transaction():
        the_case(case_id).state = CaseState.WAITING_COLLEAGUE
    answer = nobody.get(f"/f/{offered}")
    shown = unescape(answer.text)
    assert "My stroller is broken." in shown
    assert "Your stroller is on its way." in shown
    assert "We are working on it." in shown
    for inside in (
        "hush", "Troublemaker", "taken back", "Still held", "neighbour", "secret letter", "Finn", "Hugo",
        "colleague", "Social Care", f"/cases/{case_id}", "message:", "marta@example.net", "Kowalczyk</",
    ):  # fmt: skip
        assert inside not in shown, inside


def test_what_they_write_there_is_a_message_of_theirs(finn, nobody, case_id, offered, work):
    replies.send_reply(cast.person("finn"), the_case(case_id), "Here you are.", then="solve")
    work()
    assert "It is settled." in unescape(nobody.get(f"/f/{offered}").text)
    assert nobody.post(f"/f/{offered}", text="", mark="m0").status_code == 422
    for _press in range(2):
        assert nobody.post(f"/f/{offered}", text="It is broken <b>again</b>.", mark="m1").status_code == 303
    assert the_case(case_id).state == CaseState.OPEN, "it is open again"
    assert the_case(case_id).waiting_since is not None
    shown = nobody.get(f"/f/{offered}").text
    assert shown.count("It is broken &lt;b&gt;again&lt;/b&gt;.") == 1, "sent twice, there once, as text"
    assert "It is broken" in finn.get(f"/cases/{case_id}").text
    assert last_reply(case_id).author_id == cast.person("finn").id
    refused = [nobody.post(f"/f/{offered}", text=f"Flood {n}", mark=f"f{n}") for n in range(25)][-1]
    assert refused.status_code == 422
    assert "Flood 24" in refused.text, "what was typed is not lost"


def test_an_address_ends_and_is_worth_nothing_elsewhere(
    finn, ada, hugo, nobody, case_id, offered, writes, at
):
    second = writes("Another matter of mine", subject="Other", thread="t-5")
    key, _dot, mark = offered.partition(".")
    theirs = token_of(follow.make_address(cast.person("finn"), the_case(second)))
    wrong = (
        rating_token(the_case(case_id)), f"{key}.{theirs.partition('.')[2]}", f"{key}.{mark[:-1]}0x", key,
        "1.abc", f"{key}.é",
    )  # fmt: skip
    for token in wrong:
        assert nobody.get(f"/f/{token}").status_code == 404, token
    assert nobody.get(f"/r/{offered}").status_code == 404, "nor does it rate"
    merging.merge(cast.person("finn"), the_case(second), the_case(case_id))
    assert "Another matter of mine" in nobody.get(f"/f/{theirs}").text, "it leads where the matter went"
    hugo.post("/cases/desks/desk/page", days="30")
    assert nobody.get(f"/f/{offered}").status_code == 404, "the desk offers it no more"
    hugo.post("/cases/desks/desk/page", on="1", days="30")
    assert nobody.get(f"/f/{offered}").status_code == 200
    assert ada.post(f"/cases/{case_id}/page/revocation").status_code == 404
    assert finn.post(f"/cases/{case_id}/page/revocation").status_code == 303
    assert nobody.get(f"/f/{offered}").status_code == 404, "it was revoked"
    new = token_of(follow.make_address(cast.person("finn"), the_case(case_id)))
    assert new != offered
    at(timedelta(days=31))
    session().expire_all()
    assert nobody.get(f"/f/{new}").status_code == 404, "it has ended"
