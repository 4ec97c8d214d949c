"""Words for made-up texts: often and rarely used ones, as in real writing, and the same each time."""

import random

COMMON = """baggage refund customer booking flight seat form claim desk gate voucher agent delay address
name change allowance transfer receipt policy rule amount airport crew station counter letter answer case
number date route return ticket fare class meal stroller wheelchair pet guitar""".split()  # noqa: SIM905
PLACES = ("oslo", "porto", "lima", "kyoto", "dakar", "quito", "turin", "malmo")
RARE = [place + thing for place in PLACES for thing in ("ward", "line", "gate", "code", "hall", "side")]
SMALL = """the a of to and in is we you it for on that with
not when may has they before after""".split()  # noqa: SIM905
POOL = 4_000  # different sentences; texts are put together from them


class Writer:
    """Makes texts from its own stream of chance."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._pool = [self._new() for _ in range(POOL)]

    def sentence(self) -> str:
        """One of the pool: made once, like the phrases of a team."""
        return self._pool[int(self._chance.random() * POOL)]

    def title(self) -> str:
        """A question or a heading."""
        return self.sentence()[:90].rstrip(".") + "?"

    def paragraphs(self, count: int) -> list[str]:
        """Paragraphs of three or four sentences."""
        return [" ".join(self.sentence() for _ in range(self._chance.randint(3, 4))) for _ in range(count)]

    def text(self, count: int = 1) -> dict[str, str]:
        """The three forms in which the hub keeps a text: source, HTML, readable words."""
        return self.forms(self.paragraphs(count), "body", "html", "text")

    @staticmethod
    def forms(parts: list[str], *wanted: str) -> dict[str, str]:
        """Paragraphs in the forms that are wanted."""
        forms = {
            "body": "\n\n".join(parts),
            "html": "".join(f"<p>{part}</p>\n" for part in parts),
            "text": "\n".join(parts),
        }
        return {name: forms[name] for name in wanted}

    def _new(self) -> str:
        """Eight to sixteen words; about one rare word in twelve sentences."""
        words = [
            self._chance.choice(SMALL if self._chance.random() < 0.45 else COMMON)
            for _ in range(self._chance.randint(8, 16))
        ]
        if self._chance.random() < 0.08:
            words[self._chance.randrange(len(words))] = self._chance.choice(RARE)
        return " ".join(words).capitalize() + "."
