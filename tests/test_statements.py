"""What runs on PostgreSQL too: little, and nearly everything that there is to say."""

from tests.statements import chosen


def test_few_tests_say_nearly_everything():
    noted = {
        "all at once": (1.0, frozenset("abcdefgh")),
        "a part of it": (0.5, frozenset("ab")),
        "something else": (0.2, frozenset("ijk")),
        "one more, for long": (5.0, frozenset("abcdefghl")),
        "nothing": (0.1, frozenset()),
    }
    assert chosen(noted) == {"all at once", "something else"}
