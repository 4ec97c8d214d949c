"""How much is loaded. Scale 1 is the hub of a large organisation; smaller ones are for trying."""

from dataclasses import dataclass, replace

MADE = 20_000


@dataclass(frozen=True)
class Sizes:
    """How many of each."""

    people: int
    communities: int
    questions: int
    answers: int
    posts: int
    comments: int
    pages: int
    cases: int
    messages: int
    times: int = 1  # how often everything in the feed is there

    @property
    def stream(self) -> int:
        """Things with a place in the feed."""
        return (self.questions + self.posts + self.pages) * self.times

    def without_cases(self) -> "Sizes":
        """The people and what they know, for a desk whose cases come from elsewhere."""
        return replace(self, cases=0, messages=0)


def sizes(scale: float = 1.0) -> Sizes:
    """10,000 people, 100,000 posts and answers, 5,000 articles and 20,000 cases, times `scale`."""

    def some(count: int, least: int) -> int:
        return max(least, round(count * scale))

    return Sizes(
        people=some(10_000, 40),
        communities=some(200, 8),
        questions=some(25_000, 60),
        answers=some(60_000, 200),
        posts=some(40_000, 60),
        comments=some(60_000, 120),
        pages=some(5_000, 20),
        cases=some(20_000, 60),
        messages=some(60_000, 180),
    )


def feed_of(posts: int, scale: float = 1.0) -> Sizes:
    """The people and communities of that scale with so many posts, and little of everything else.

    More than MADE are not made one by one: the database copies them, each copy a little older.
    """
    whole, little = sizes(scale), sizes(0)
    times = max(1, round(posts / MADE))
    place = {"people": whole.people, "communities": whole.communities}
    return replace(little, **place, posts=round(posts / times), times=times)
