"""A message is quoted, or sent on by mail: who reads it is shown first; nothing internal leaves."""

import re
from datetime import timedelta
from email.parser import BytesParser
from email.policy import default

import pytest
from sqlalchemy import select

from hub.cases.actions import handling
from hub.cases.forward_models import Forward
from hub.cases.models import Case, Message, Step
from hub.channels.contract import MessageState
from hub.core.db import session, transaction
from tests import cast
from tests.cases.test_reply import composer_in
from tests.channels import lines
from tests.channels.test_mail_smtp import Postbox, serving


@pytest.fixture
def mailed(ctx, at):
    """A case that came by mail: its id, the customer's message, and a line that takes what is sent."""
    channel = lines.mailbox(sender_name="Care Team")
    lines.arrive(channel, lines.letter())
    case = lines.cases()[0]
    return case.id, lines.messages(case)[0].id, channel


def forwards() -> list[Forward]:
    return list(session().scalars(select(Forward), execution_options={"populate_existing": True}))


def test_every_recipient_is_shown_and_new_ones_are_ticked(finn, ben, mailed, at):
    case_id, message_id, channel = mailed
    url = f"/cases/{case_id}/messages/{message_id}/forward"
    assert ben.get(url).status_code == 404
    assert f'href="{url}"' in finn.get(f"/cases/{case_id}").text
    form = {"to": "garage@partner.example, Desk@Airport.example", "note": "Can you repair this?"}
    looked = finn.post(url, **form)
    assert looked.status_code == 200
    shown = re.findall(r"<bdi>([^<]+)</bdi>", looked.text)
    assert shown[-2:] == ["garage@partner.example", "desk@airport.example"]
    assert looked.text.count("new to this case") == 2
    unticked = finn.post(url, **form, confirm="1", checked="garage@partner.example")
    assert unticked.status_code == 422
    assert "Can you repair this?" in unticked.text
    assert forwards() == []
    postbox = Postbox()
    with serving(postbox) as config:
        with transaction():
            used = lines.fresh(channel)
            used.settings = {**used.settings, "smtp_host": config.host, "smtp_port": config.port,
                             "smtp_security": "none"}  # fmt: skip
        sent = finn.post(url, **form, confirm="1", checked=["garage@partner.example", "desk@airport.example"])
        assert sent.status_code == 303
        at(timedelta(seconds=20))
        lines.work()
    mail = BytesParser(policy=default).parsebytes(postbox.taken[0].content)
    assert (mail["To"], mail["Cc"]) == ("garage@partner.example", "desk@airport.example")
    assert mail["Subject"].startswith("Fwd: ")
    assert mail["In-Reply-To"] is None
    assert "Can you repair this?" in mail.get_body(("plain",)).get_content()
    assert forwards()[0].state == MessageState.SENT
    case = session().get_one(Case, case_id, populate_existing=True)
    assert case.waiting_since is not None, "the customer is still owed an answer"
    assert case.replied_at is None
    assert session().scalar(select(Message).where(Message.author_id.is_not(None))) is None
    assert "garage@partner.example" in finn.get(f"/cases/{case_id}").text


def test_other_customers_colleagues_and_our_own_address_are_refused(finn, mailed):
    case_id, message_id, channel = mailed
    lines.arrive(channel, lines.letter("Mine", id="9@x", sender="tom@example.net"))
    url = f"/cases/{case_id}/messages/{message_id}/forward"
    for address, said in (
        ("tom@example.net", "belongs to another customer"),
        (cast.person("ben").email, "is a colleague"),
        (lines.fresh(channel).settings["address"], "an address of our own"),
        ("nobody", "is no mail address"),
        ("", "Give the address"),
    ):
        for confirm in ("", "1"):
            refused = finn.post(url, to=address, note="Hello", confirm=confirm, checked=address)
            assert refused.status_code == 422, address
            assert said in refused.text, address
    assert forwards() == []


def test_internal_words_leave_by_no_forward_and_no_quote(finn, hugo, mailed):
    case_id, message_id, channel = mailed
    handling.add_note(
        cast.person("finn"), session().get_one(Case, case_id), "She always asks for the manager."
    )
    url = f"/cases/{case_id}/messages/{message_id}/forward"
    form = {"to": "garage@partner.example", "checked": "garage@partner.example", "confirm": "1"}
    stopped = finn.post(url, **form, note="She always asks for the manager.")
    assert stopped.status_code == 422
    assert "internal" in stopped.text
    assert forwards() == []
    finn.post(f"/cases/{case_id}/messages/{message_id}/quotation")
    quoted = composer_in(finn.get(f"/cases/{case_id}"))
    assert quoted.startswith("&gt; ")
    assert "manager" not in quoted
    hugo.post("/cases/desks/desk/approval", channels=str(channel.id))
    waits = finn.post(url, **form, note="Hello")
    assert waits.status_code == 422, "no way around the second person"
    assert forwards() == []


def test_it_is_taken_back_in_time(finn, mailed):
    case_id, message_id, _channel = mailed
    url = f"/cases/{case_id}/messages/{message_id}/forward"
    finn.post(url, to="a@partner.example", note="Hello", confirm="1", checked="a@partner.example")
    assert finn.post(f"{url}/return").status_code == 303
    lines.work()
    assert [each.state for each in forwards()] == [MessageState.TAKEN_BACK]
    assert {"forwarded", "forward_taken_back"} <= {each.what for each in session().scalars(select(Step))}
    assert finn.post(f"{url}/return").status_code == 409
