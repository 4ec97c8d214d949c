"""X without paid access: posts are pasted in, a person posts the checked reply and says where it stands."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from hub.cases.models import Case, CaseState, Message
from hub.channels.contract import ChannelKind, MessageState
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session, transaction
from hub.reuse.models import Provenance
from tests import cast
from tests.channels import lines

POST = "https://x.com/MartaK/status/1790000000000000001"
OURS = "https://x.com/house/status/1790000000000000005"
INTENT = re.compile(r'href="(https://x\.com/intent/post\?[^"]+)"')


@pytest.fixture
def account(ctx) -> int:
    return lines.open_channel(ChannelKind.X, "x").id


@pytest.fixture
def paste(finn, account):
    def paste(address: str = POST, text: str = "Where is my bag?", **more: str):
        return finn.post("/cases/posts", channel=account, address=address, text=text, **more)

    return paste


@pytest.fixture
def pasted(paste) -> int:
    assert paste(name="Marta K").status_code == 303
    return lines.cases()[0].id


def reply(finn, case_id: int, body: str = "It is at the desk.", **more: str) -> int:
    answer = finn.post(f"/cases/{case_id}/replies", body=body, **more)
    assert answer.status_code == 303, answer.text
    lines.work()
    return lines.messages(session().get_one(Case, case_id))[-1].id


def the_message(id: int) -> Message:
    return session().get_one(Message, id, populate_existing=True)


def the_case(id: int) -> Case:
    return session().get_one(Case, id, populate_existing=True)


def opened(finn, case_id: int) -> list[str]:
    page = finn.get(f"/cases/{case_id}")
    assert page.status_code == 200
    return [html.unescape(each) for each in INTENT.findall(page.text)]


def test_a_pasted_post_is_a_case_and_the_same_post_is_one_message(paste, finn):
    first = paste(name="Marta K")
    again = paste("https://twitter.com/martak/status/1790000000000000001?s=20", "Where is my bag?")
    assert first.location.partition("#")[0] == again.location.partition("#")[0]
    (case,) = lines.cases()
    (message,) = lines.messages(case)
    assert (case.address, case.customer.name, message.external_id) == (
        "@martak", "Marta K", "1790000000000000001",
    )  # fmt: skip
    page = finn.get(f"/cases/{case.id}").text
    assert f'href="{POST}"' in page
    assert "You pasted a post" in page


def test_the_next_post_of_a_conversation_joins_its_case(paste, pasted, finn):
    sent = reply(finn, pasted)
    finn.post(f"/cases/{pasted}/replies/{sent}/posted", address=OURS)
    form = finn.get(f"/cases/posts/new?case={pasted}").text
    assert OURS in form, "what they most likely answer"
    paste("https://x.com/martak/status/1790000000000000007", "Thanks!", answers=OURS)
    assert [each.body for each in lines.messages(the_case(pasted))][-1] == "Thanks!"
    paste("https://x.com/nora/status/1790000000000000008", "Mine too", answers=POST)
    assert len(lines.cases()) == 2, "somebody else in the conversation is a customer of their own"
    assert "Mine too" not in finn.get(f"/cases/{pasted}").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"address": "https://x.com.evil.test/a/status/1"}, "no address of a post on X"),
     ({"address": "javascript:alert(1)//x.com/a/status/1"}, "no address of a post on X"),
     ({"handle": "nora"}, "The address says that @MartaK wrote it."),
     ({"address": "https://x.com/i/web/status/12"}, "Say who wrote it"),
     ({"at": "2999-01-01T10:00"}, "This time is still to come."), ({"at": "soon"}, "Give day and time"),
     ({"text": ""}, ""), ({"answers": "the one before"}, "no address of a post on X")],
)  # fmt: skip
def test_what_is_no_post_is_refused_and_kept_in_the_form(paste, wrong, said):
    answer = paste(**{"name": "Marta Kept", **wrong})
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert "Marta Kept" in answer.text
    assert lines.cases() == []


def test_only_the_desk_pastes(ada, account):
    answer = ada.post("/cases/posts", channel=account, address=POST, text="Where is my bag?")
    assert answer.status_code == 404
    assert "There is no such account" in ada.get("/cases/posts/new").text


def test_a_reply_is_checked_then_opened_there_and_counts_once_it_is_posted(pasted, finn, at):
    page = finn.get(f"/cases/{pasted}").text
    assert "Nothing is sent to X from here" in page, "said before one writes"
    assert "Check it for X" in page
    sent = reply(finn, pasted, "It is at the desk & waits: 50% off?", then="solve")
    assert the_message(sent).state == MessageState.BY_HAND
    case = the_case(pasted)
    assert (case.state, case.first_replied_at, case.waiting_since is None) == (CaseState.OPEN, None, False)
    (address,) = opened(finn, pasted)
    assert parse_qs(urlsplit(address).query) == {
        "in_reply_to": ["1790000000000000001"], "text": ["It is at the desk & waits: 50% off?"],
    }  # fmt: skip
    at(timedelta(minutes=3))
    assert finn.post(f"/cases/{pasted}/replies/{sent}/posted", address=OURS).status_code == 303
    message, case = the_message(sent), the_case(pasted)
    assert (message.state, message.external_id, message.permalink) == (
        MessageState.SENT, "1790000000000000005", OURS,
    )  # fmt: skip
    assert (case.state, case.first_replied_at) == (CaseState.SOLVED, clock.now())
    page = finn.get(f"/cases/{pasted}").text
    assert "You posted the reply there" in page
    assert opened(finn, pasted) == []
    assert finn.post(f"/cases/{pasted}/replies/{sent}/posted", address=OURS).status_code == 409


@pytest.mark.parametrize("address", ["", "https://x.com/house", POST, "https://evil.test/status/5"])
def test_where_it_stands_has_to_be_a_post_and_not_theirs(pasted, finn, address):
    sent = reply(finn, pasted)
    answer = finn.post(f"/cases/{pasted}/replies/{sent}/posted", address=address)
    assert answer.status_code == 422
    assert the_message(sent).state == MessageState.BY_HAND


def test_what_waits_to_be_posted_can_be_taken_back(pasted, finn):
    sent = reply(finn, pasted, "It is somewhere.")
    assert finn.post(f"/cases/{pasted}/replies/{sent}/return").status_code == 303
    page = finn.get(f"/cases/{pasted}").text
    assert "It is somewhere." in page, "the text is a draft again"
    assert opened(finn, pasted) == []
    assert the_case(pasted).waiting_since is not None


def test_only_what_was_checked_gets_into_the_address(pasted, finn, account):
    """Neither a note, nor a text that was changed after the check, nor one that was recalled since."""
    finn.post(f"/cases/{pasted}/notes", body="Between us: he is a pain.")
    assert opened(finn, pasted) == []
    sent = reply(finn, pasted)
    with transaction():
        the_message(sent).body = "Between us: he is a pain."
    assert opened(finn, pasted) == []
    assert "Do not post it" in finn.get(f"/cases/{pasted}").text


def test_a_text_recalled_since_the_check_is_not_opened(pasted, finn, monkeypatch):
    sent = reply(finn, pasted)
    assert len(opened(finn, pasted)) == 1
    monkeypatch.setattr("hub.cases.actions.posting.recalled_among", lambda _sources: [Provenance()])
    assert opened(finn, pasted) == []
    assert the_message(sent).state == MessageState.BY_HAND


def test_the_guard_and_the_length_of_x_hold(pasted, finn):
    assert finn.post(f"/cases/{pasted}/replies", body="\u4e2d" * 141).status_code == 422
    assert [each.is_ours for each in lines.messages(the_case(pasted))] == [False]


def test_nobody_else_learns_where_a_reply_waits(pasted, finn, ada):
    sent = reply(finn, pasted)
    assert ada.get(f"/cases/{pasted}").status_code == 404
    assert ada.post(f"/cases/{pasted}/replies/{sent}/posted", address=OURS).status_code == 404


def test_the_administrator_reads_what_it_can_and_cannot_do(dora):
    assert "can neither read nor write on X" in dora.get("/admin/channels/new?kind=x").text
    assert cast.person("dora")


def test_what_was_pasted_is_still_there_when_the_account_has_gone(paste, account):
    with transaction():
        session().get_one(Channel, account).is_active = False
    refused = paste(text="Where is my bag, and who has it?")
    assert (refused.status_code, "Where is my bag, and who has it?" in refused.text) == (422, True)
    assert not lines.cases()


def test_what_was_posted_can_be_said_while_the_channel_is_paused(pasted, finn, account):
    """It stands there all the same, and the customer has read it."""
    sent = reply(finn, pasted)
    with transaction():
        session().get_one(Channel, account).is_active = False
    assert finn.post(f"/cases/{pasted}/replies/{sent}/posted", address=OURS).status_code == 303
    assert the_message(sent).state == MessageState.SENT


def test_a_refused_address_stands_where_it_was_typed(pasted, finn):
    first, second = reply(finn, pasted, "It is here."), reply(finn, pasted, "It is at gate 3.")
    page = finn.post(f"/cases/{pasted}/replies/{second}/posted", address="https://evil.test/1").text
    of_first, _, of_second = page.partition(f"/replies/{first}/posted")[2].partition(
        f"/replies/{second}/posted"
    )
    assert "evil.test" not in of_first
    assert "no address of a post" not in of_first
    assert "evil.test" in of_second
    assert "no address of a post on X" in of_second
