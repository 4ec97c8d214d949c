"""Which case a mail belongs to: tokens that cannot be forged, and two senders never mixed."""

import string
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels.email.headers import Address
from hub.channels.email.parse import ParsedMail
from hub.channels.email.threading import (
    Doubtful,
    Joins,
    Kind,
    StartsCase,
    Verdict,
    candidates,
    decide,
    make_message_id,
    make_reply_address,
    make_token,
    read_token,
)
from tests.channels.mail_samples import NOON

SECRET, OLD_SECRET, OTHERS = b"s" * 32, b"o" * 32, b"x" * 32
SECRETS = [SECRET, OLD_SECRET]
CARE = "care@example.com"
ADA, EVE = Address("Ada", "Ada@example.org"), Address("Eve", "eve@example.net")
PARTS = {123: {"ada@example.org"}, 7: {"ada@example.org", "ben@example.org"}}
STORED = {"stored@example.org": 123, "seventh@example.org": 7}


def takes_part(case_id: int, address: str) -> bool:
    return address in PARTS.get(case_id, set())


def cases_of(ids: Sequence[str]) -> dict[str, int]:
    return {id_: STORED[id_] for id_ in ids if id_ in STORED}


def mail(sender: Address = ADA, to: str = CARE, subject: str = "My bag", **fields: object) -> ParsedMail:
    plain = ParsedMail(raw=b"", dedupe_key="id:x", date=NOON, sender=sender, subject=subject)
    return replace(plain, to=(Address("", to),), **fields)


def judged(letter: ParsedMail) -> Verdict:
    return decide(letter, SECRETS, cases_of, takes_part)


# Tokens -----------------------------------------------------------------------------------------


def test_a_token_comes_back_as_its_case() -> None:
    address = make_reply_address(CARE, 123, SECRET)
    assert address.startswith("care+c123.")
    assert address.endswith("@example.com")
    assert read_token(address, [SECRET]) == 123
    assert read_token(address.upper(), [SECRET]) == 123  # some servers change the case of letters
    message_id = make_message_id(123, 456, "example.com", SECRET)
    assert message_id.startswith("case.123.msg.456.")
    assert read_token(message_id, [SECRET]) == 123
    assert read_token(f"<{message_id}>", [SECRET]) == 123


def test_a_new_secret_still_reads_the_old_ones_tokens() -> None:
    old = make_reply_address(CARE, 5, OLD_SECRET)
    assert read_token(old, SECRETS) == 5
    assert read_token(old, [SECRET]) is None
    assert read_token(old, []) is None


def test_every_message_id_is_another_one() -> None:
    assert len({make_message_id(1, 1, "example.com", SECRET) for _ in range(200)}) == 200


def test_a_token_carries_eighty_bits() -> None:
    alphabet = set(string.ascii_lowercase + "234567")
    signature = make_token(1, SECRET).partition(".")[2]
    assert len(signature) * 5 >= 80
    assert set(signature) <= alphabet
    assert make_token(1, SECRET) != make_token(1, OTHERS)


@pytest.mark.parametrize(
    "made",
    [make_reply_address(CARE, 123, SECRET), make_message_id(123, 4, "h.example", SECRET)],
    ids=["address", "message id"],
)
def test_one_changed_letter_and_it_is_nothing(made: str) -> None:
    local, _, host = made.rpartition("@")
    start = local.index("123")
    for at in range(start, len(local)):
        for other in "a7.":
            forged = f"{local[:at]}{other}{local[at + 1 :]}@{host}"
            if forged != made:
                assert read_token(forged, [SECRET]) is None


def test_a_signature_is_for_one_purpose() -> None:
    signature = make_token(123, SECRET).partition(".")[2]
    assert read_token(f"case.123.msg.4.aaaaaaaa.{signature}@example.com", [SECRET]) is None
    own = make_message_id(123, 4, "example.com", SECRET).rpartition("@")[0].rpartition(".")[2]
    assert read_token(f"care+c123.{own}@example.com", [SECRET]) is None


@given(st.text(max_size=120))
def test_no_other_text_is_a_token(value: str) -> None:
    assert read_token(value, SECRETS) is None
    assert read_token(f"care+{value}@example.com", SECRETS) is None


@pytest.mark.parametrize(
    "value",
    ["", "@", "care@example.com", "care+c0.aaaaaaaaaaaaaaaa@x", "care+c١٢.aaaaaaaaaaaaaaaa@x", "c1.a@x"],
)
def test_addresses_without_a_token(value: str) -> None:
    assert read_token(value, SECRETS) is None


def test_it_refuses_bad_input() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        make_token(1, b"short")
    for wrong in (0, -1):
        with pytest.raises(ValueError, match="positive"):
            make_token(wrong, SECRET)
        with pytest.raises(ValueError, match="positive"):
            make_message_id(1, wrong, "example.com", SECRET)
    with pytest.raises(ValueError, match="shorter"):
        make_reply_address("a" * 50 + "@example.com", 1, SECRET)
    with pytest.raises(ValueError, match="shorter"):
        make_reply_address("no-address", 1, SECRET)


# Evidence ---------------------------------------------------------------------------------------


def test_our_address_joins() -> None:
    verdict = judged(mail(to=make_reply_address(CARE, 123, SECRET)))
    assert isinstance(verdict, Joins)
    assert (verdict.case_id, verdict.evidence.kind) == (123, Kind.TAGGED_ADDRESS)


def test_our_address_counts_wherever_it_stands() -> None:
    tagged = Address("", make_reply_address(CARE, 123, SECRET))
    for fields in ({"cc": (tagged,)}, {"delivered_to": (tagged,)}):
        assert isinstance(judged(mail(**fields)), Joins)


def test_an_answer_to_our_mail_joins() -> None:
    own = make_message_id(123, 4, "example.com", SECRET)
    for fields in ({"in_reply_to": (own,)}, {"references": ("first@example.org", own, "last@example.org")}):
        verdict = judged(mail(**fields))
        assert isinstance(verdict, Joins)
        assert verdict.evidence.kind is Kind.OWN_MESSAGE_ID


def test_an_answer_to_a_stored_mail_joins() -> None:
    verdict = judged(mail(references=("stored@example.org",)))
    assert isinstance(verdict, Joins)
    assert (verdict.case_id, verdict.evidence.kind) == (123, Kind.STORED_MESSAGE)


def test_the_nearest_of_several_threads_counts() -> None:
    letter = mail(references=("stored@example.org", "seventh@example.org"))
    assert judged(letter).case_id == 7  # type: ignore[union-attr]
    letter = mail(references=("seventh@example.org",), in_reply_to=("stored@example.org",))
    assert judged(letter).case_id == 123  # type: ignore[union-attr]


def test_a_subject_tag_joins_for_somebody_in_the_case() -> None:
    verdict = judged(mail(subject="Re: My bag [#123]"))
    assert isinstance(verdict, Joins)
    assert verdict.evidence.kind is Kind.SUBJECT_TAG


@pytest.mark.parametrize("subject", ["My bag", "Re: My bag", "#123", "[123]", "[#0]", "case 123", "[#123 x]"])
def test_a_subject_alone_starts_a_case(subject: str) -> None:
    assert judged(mail(subject=subject)) == StartsCase()


def test_a_strangers_subject_tag_is_worth_nothing() -> None:
    assert judged(mail(sender=EVE, subject="Re: My bag [#123]")) == StartsCase()


@pytest.mark.parametrize(
    "letter",
    [
        mail(sender=EVE, to=make_reply_address(CARE, 123, SECRET)),
        mail(sender=EVE, in_reply_to=(make_message_id(123, 4, "example.com", SECRET),)),
        mail(sender=EVE, references=("stored@example.org",)),
        mail(sender=Address("", ""), to=make_reply_address(CARE, 123, SECRET)),
    ],
    ids=["address", "own id", "stored id", "nobody"],
)
def test_a_token_from_a_stranger_is_held(letter: ParsedMail) -> None:
    verdict = judged(letter)
    assert isinstance(verdict, Doubtful)
    assert verdict.case_id == 123
    assert "no part in this case" in verdict.reason


def test_a_strangers_token_is_not_outweighed_by_another_case() -> None:
    # Ben has part in 7 but not in 123: his mail carries the address of the one, the thread of the other.
    letter = mail(
        sender=Address("Ben", "ben@example.org"),
        to=make_reply_address(CARE, 123, SECRET),
        references=("seventh@example.org",),
    )
    assert isinstance(judged(letter), Doubtful)


def test_a_forged_token_is_no_evidence() -> None:
    forged = make_reply_address(CARE, 123, OTHERS)
    assert judged(mail(sender=EVE, to=forged)) == StartsCase()
    assert judged(mail(to=forged)) == StartsCase()


def test_all_evidence_is_listed_strongest_first() -> None:
    letter = mail(
        to=make_reply_address(CARE, 123, SECRET),
        subject="[#123] [#7]",
        in_reply_to=("stored@example.org",),
        references=("seventh@example.org", make_message_id(7, 1, "example.com", SECRET)),
    )
    found = candidates(letter, SECRETS, cases_of, takes_part)
    assert [(e.kind, e.case_id) for e in found] == [
        (Kind.TAGGED_ADDRESS, 123),
        (Kind.OWN_MESSAGE_ID, 7),
        (Kind.STORED_MESSAGE, 123),
        (Kind.STORED_MESSAGE, 7),
        (Kind.SUBJECT_TAG, 123),
        (Kind.SUBJECT_TAG, 7),
    ]
    assert all(e.from_participant for e in found)
