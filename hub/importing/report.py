"""What an import came to: counts for each kind of thing, and every row that could not be taken."""

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_KEPT = 10_000


@dataclass(frozen=True)
class Problem:
    """A row that was left out or changed: where it stands, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass
class Count:
    """How it went with one kind of thing."""

    read: int = 0
    made: int = 0
    there: int = 0  # brought in by an earlier run
    left_out: int = 0  # kinds the hub has no place for, by design


@dataclass
class Report:
    """Everything that happened in one run. Problems past the first ten thousand are only counted."""

    source: str
    is_dry_run: bool = False
    counts: dict[str, Count] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    _told: set[Problem] = field(default_factory=set)

    def count(self, what: str) -> Count:
        """The counter of a kind of thing."""
        return self.counts.setdefault(what, Count())

    def problem(self, problem: Problem) -> None:
        """Note a row that could not be taken as it is; once, although some files are read several times."""
        if problem in self._told:
            return
        self.problem_count += 1
        if len(self.problems) < MOST_KEPT:
            self.problems.append(problem)
            self._told.add(problem)

    def lines(self) -> Iterator[str]:
        """The report as it is printed."""
        yield f"{'Looked through' if self.is_dry_run else 'Imported from'} {self.source}"
        for what, count in self.counts.items():
            words = (
                (count.made, "would be new" if self.is_dry_run else "new"),
                (count.there, "here already"),
                (count.left_out, "left out"),
            )
            yield f"  {what}: " + ", ".join(f"{n} {word}" for n, word in ((count.read, "read"), *words) if n)
        yield f"  {self.problem_count} rows with a problem" + (":" if self.problems else "")
        yield from (f"    {problem}" for problem in self.problems)
        if self.problem_count > len(self.problems):
            yield f"    … and {self.problem_count - len(self.problems)} more"
