"""The length of a reply as its channel counts it, and until when it takes one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.channels.contract import ChannelKind
from hub.channels.kinds import TRAITS
from hub.channels.measures import weigh
from tests.cases.conftest import case_id, line, recorder, writes

__all__ = ["case_id", "line", "recorder", "writes"]

FILE = Path(__file__).parents[2].parent / "shared" / "samples" / "x" / "twitter-text" / "validate.yml"


def said(sample: dict[str, Any]) -> int:
    return int(sample["expected"]["weightedLength"])


@pytest.mark.skipif(not FILE.is_file(), reason="not run: the samples are not beside the project")
def test_x_counts_as_its_own_samples_say() -> None:
    """Latin once, other scripts twice, an address 23, an emoji 2 however many signs make it."""
    yaml = pytest.importorskip("yaml")
    kinds = yaml.safe_load(FILE.read_text("utf-8"))["tests"]
    samples = kinds["WeightedTweetsWithDiscountedEmojiCounterTest"]
    assert len(samples) == 22
    wrong = [each["text"][:60] for each in samples if weigh(each["text"]) != said(each)]
    assert wrong == []


def test_the_guard_and_the_counter_count_as_the_channel_does(finn, case_id, recorder):
    """“日” counts twice on X: 141 of them are too many, where 280 letters are not; an address counts 23."""
    recorder.traits = replace(recorder.traits, length=280, measure=TRAITS[ChannelKind.X].measure)
    url = f"/cases/{case_id}/replies"
    late = finn.post(url, body="日" * 141)
    assert late.status_code == 422
    assert "This is 2 characters too long" in late.text
    assert 'data-count-as="weighted">-2<' in late.text
    address = " https://example.org/a/long/way"
    assert finn.post(url, body="a" * 257 + address).status_code == 422
    assert finn.post(url, body="a" * 256 + address).status_code == 303


def test_how_long_a_reply_is_possible_and_what_is_after(finn, case_id, recorder, at, sign_in):
    """As Facebook has it: a day for anything, a week for a person, then nothing from here."""
    facebook = TRAITS[ChannelKind.FACEBOOK]
    recorder.traits = replace(
        recorder.traits,
        reply_within=facebook.reply_within,
        stages=facebook.stages,
        afterwards=facebook.afterwards,
    )
    page = finn.get(f"/cases/{case_id}").text
    assert "anything may be said" in page
    assert "data-until" in page
    at(timedelta(days=2))
    assert "only a person may answer" in sign_in("finn").get(f"/cases/{case_id}").text
    at(timedelta(days=6))
    late = sign_in("finn").get(f"/cases/{case_id}").text
    assert "takes no reply any more" in late
    assert "Only when they write again" in late
    assert "data-until" not in late
