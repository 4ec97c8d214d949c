"""What runs on PostgreSQL too: little, and nearly everything that there is to say."""

from tests.statements import chosen

MANY = frozenset(range(2_000))


def test_few_tests_say_nearly_everything():
    noted = {
        "most": MANY,
        "a part of it": frozenset(range(5)),
        "something else": frozenset({"a", "b", "c"}),
        "most, and a little more": MANY | {"d"},
        "nothing": frozenset(),
    }
    assert chosen(noted) == {"most, and a little more", "something else"}
    assert chosen({**noted, "most": MANY | {"d", "e"}}) == {"most", "something else"}
