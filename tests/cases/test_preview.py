"""What the customer will read is shown before it leaves, by the code that sends it."""

from datetime import timedelta
from html import unescape

from hub.cases.drafts import reply_draft
from hub.channels.email import smtp
from hub.channels.email.smtp import SendResult, State
from tests import cast
from tests.cases.conftest import last_reply, the_case
from tests.channels import lines

SIGNATURE = "Yours, {{agent_name}}\n{{team}} at Tern"


def test_it_is_what_leaves_by_mail(ctx, finn, at, monkeypatch):
    left = []

    def taken(_account, message):
        left.append(message)
        return SendResult(State.SENT, 250, "OK")

    monkeypatch.setattr(smtp, "send", taken)
    channel = lines.mailbox(sender_name="Care Team", signature=SIGNATURE, smtp_host="mail.test")
    lines.arrive(channel, lines.letter())
    case = lines.cases()[0]
    body = "We **found** it, look:\n\n- at the desk\n- at gate 4"
    shown = finn.post(f"/cases/{case.id}/preview", body=body, composed="1", then="wait")
    assert shown.status_code == 200
    assert reply_draft(cast.person("finn"), the_case(case.id)) == body  # nothing is lost by looking
    assert last_reply(case.id) is None
    assert left == []
    assert finn.post(f"/cases/{case.id}/replies", body=body, then="wait").status_code == 303
    at(timedelta(seconds=60))
    lines.work()
    text = left[0].get_body(("plain",)).get_content().strip()
    html = left[0].get_body(("html",)).get_content().strip()
    page = unescape(shown.text)
    assert "Yours, Finn Agent\nSocial Care at Tern" in text
    assert text in page
    assert html in page
    assert str(left[0]["Subject"]) in page


def test_other_lines_get_the_text_as_it_stands(finn, case_id):
    body = "Come to the *desk* at https://tern.example/desk & ask <Noor>."
    shown = finn.post(f"/cases/{case_id}/preview", body=body, then="wait")
    assert body in unescape(shown.text)
    assert "From" not in shown.text.partition("<dl")[2].partition("</dl>")[0]


def test_the_guard_speaks_there_too_and_colleagues_stay_outside(finn, ada, case_id):
    shown = finn.post(f"/cases/{case_id}/preview", body="Ask Ben Okri.", then="wait")
    assert "Ben Okri” is a colleague" in unescape(shown.text)
    empty = finn.post(f"/cases/{case_id}/preview", body="", then="wait")
    assert empty.status_code == 422
    assert ada.post(f"/cases/{case_id}/preview", body="Hi").status_code == 404


def test_a_signature_names_only_what_is_always_known(ctx, dora):
    channel = lines.mailbox()
    form = {"name": "Mail", "slug": channel.slug, "desk": channel.space_id, "kind": "email"}
    refused = dora.post(f"/admin/channels/{channel.id}/settings", **form, signature="Dear {{first_name}}")
    assert refused.status_code == 422
    assert "cannot be filled in a signature" in refused.text
