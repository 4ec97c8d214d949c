"""Taking out what the guard found leaves neither a hole nor a lonely full stop."""

import pytest

from hub.cases.composing import without
from hub.cases.guard import Finding


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Come at seven.\n\n[The code is 4410].", "Come at seven."),
        ("Come at seven. [The code is 4410]. Bring a bag.", "Come at seven. Bring a bag."),
        ("[The code is 4410]. Bring a bag.", "Bring a bag."),
        ("Come at seven [the code is 4410], please.", "Come at seven, please."),
        ("Come [the code is 4410] at seven.", "Come at seven."),
        ("[The code is 4410].", ""),
    ],
)
def test_what_is_left_reads_well(body, left):
    start, end = body.index("["), body.index("]") - 1
    plain = body.replace("[", "").replace("]", "")
    assert without(plain, Finding("internal", plain[start:end], "It stays inside.", start, end)) == left
