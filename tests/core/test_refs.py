"""Refs: read from what people and other programs send, and looked up by number in SQL."""

import pytest
from sqlalchemy import literal, select

from hub.core.db import session
from hub.core.refs import Ref, number_in, parse


def test_it_reads_what_it_writes():
    assert parse(str(Ref("question", 7))) == Ref("question", 7)


@pytest.mark.parametrize(
    "text", ["", "question", "question:", ":7", "question:-7", "a b:7", "q:7x", "q:" + "9" * 19]
)
def test_what_is_no_ref_is_refused_with_its_text(text):
    with pytest.raises(ValueError, match="not a ref"):
        parse(text)


@pytest.mark.parametrize(
    ("ref", "number"), [("case:5", 5), ("question:5", None), ("caseload:5", None), ("", None)]
)
def test_in_sql_the_number_of_another_kind_is_none(ctx, ref, number):
    assert session().scalar(select(number_in(literal(ref), "case"))) == number
