"""Every sample mail is read, and says what was written."""

import pytest

from hub.channels.email.headers import Address
from tests.channels import mail_samples
from tests.channels.mail_samples import needs_samples

ADDRESS = {
    "address_quoted_newlines": "status@sender.com",
    "multi_address_bounce1": "MAILER-DAEMON@lvmail01.ll.com",
    "japanese_shift_jis": "xxxxxxx@docomo.ne.jp",
    "double_fields": "kaukinvk@yandex.ru",
}
SUBJECT = {
    "attachment_inline1": "Mail.Ru – больше, чем почта. Познакомьтесь с проектами Mail.Ru Group",
    "base": "Соберите всю почту в этот ящик",
    "forwarded_message": "статус",
    "japanese": "まみむめも",
    "basic_email": "Testing 123",
}
TEXT = {
    "japanese": "かきくえこ",
    "japanese_iso_2022": "すみません。",
    "japanese_shift_jis": "このメールはテスト用のメールです。",
    "ks_c_5601-1987": "스티해",
    "double_fields": "double_fields",
    "attachment_inline1": "Здравствуйте",
    "attachment_nonascii_filename": "This is the first part.",
}
FILES = {
    "att_name_in_content_type": ["D09.ZPH.txt"],
    "attachment_nonascii_filename": ["ciële.txt"],
    "attachment_message_rfc822": ["ForwardedMessage.eml"],
    "forwarded_message": ["attachment-1.eml"],
    "attachment_inline1": ["blank.png", "sm-ok.png", "logo.png"],
    "basic_email": [],
}


@needs_samples
@pytest.mark.parametrize("name", mail_samples.names("**/*.eml"))
def test_every_sample_is_read(name: str) -> None:
    found = mail_samples.mail(name)
    assert not found.problem
    assert found.sender.address
    assert found.subject
    assert found.text or found.attachments
    assert found.dedupe_key == (f"id:{found.message_id}" if found.message_id else found.dedupe_key)
    assert "\ufffd" not in found.text + found.subject + found.sender.name


@needs_samples
def test_the_samples_say_what_was_written() -> None:
    mails = {name[5:-4]: mail_samples.mail(name) for name in mail_samples.names("mime/*.eml")}
    assert {name: mails[name].sender.address for name in ADDRESS} == ADDRESS
    assert {name: mails[name].subject for name in SUBJECT} == SUBJECT
    assert {name: [f.filename for f in mails[name].attachments] for name in FILES} == FILES
    for name, words in TEXT.items():
        assert words in mails[name].text
    quoted = mails["address_quoted_newlines"]
    assert [a.address for a in quoted.to] == ["my.name@domain.com", "other.name@domain.com"]
    assert quoted.cc[2] == Address("Quoted Mailing List Two", "quoted-mailing-list-two@domain.com")
    assert [a.address for a in mails["double_fields"].to] == ["aa@aa.ru", "bb@aa.ru"]
    forwarded = mails["attachment_message_rfc822"].attachments[0]
    assert forwarded.forwarded_from.address == "xxxx@xxxx.com"
    assert b"Subject: Another PDF" in forwarded.content
    image = mails["attachment_inline1"].attachments[0]
    assert (image.content[:4], image.content_id, image.inline) == (
        b"\x89PNG",
        "part1.02000503.06000807@mail.ru",
        True,
    )


@needs_samples
def test_the_samples_of_bounces() -> None:
    many = mail_samples.mail("mime/multi_address_bounce1.eml").bounce
    assert many is not None
    assert [(r.status, r.permanent) for r in many.recipients] == [("5.1.1", True)] * 5
    assert many.recipients[0].address == "bbbbvhvbbvkjbhfbvbvjhb@gmail.com"
    assert many.original_message_id == "118707422.15521266992174819.JavaMail.root@lvmail01"
    later = mail_samples.mail("mime/report_422.eml").bounce
    assert later is not None
    assert (later.status, later.permanent) == ("4.2.2", False)
    never = mail_samples.mail("mime/report_530.eml").bounce
    assert never is not None
    assert (never.status, never.permanent) == ("5.3.0", True)
    assert never.recipients[0].address == "edwin@zzzzzzz.com"
    assert never.original_message_id == "200712232303.lBNN3jDq002941@mail12.rrrr.com.au"
