"""What only an index in files can suffer: damage, kills, two processes, many segments."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from search import whoosh_engine
from search.document import Document
from search.engine import IndexBusy, IndexUnusable, Sort
from search.query import parse
from search.whoosh_engine import WhooshEngine
from tests.search.conftest import OPEN, PRIVATE, document, keys

Damage = Callable[[Path, random.Random], None]


def fill(root: Path) -> list[Path]:
    """An index of several segments, and its files."""
    engine = WhooshEngine(root)
    engine.rebuild((document(f"post:{n}", "stroller", f"wheel {n}") for n in range(50)), stamp=1)
    for n in range(5):
        engine.upsert([document(f"post:{n}", "pram", "changed")], stamp=2 + n)
    engine.close()
    return sorted(path for path in root.rglob("*") if path.is_file() and path.stat().st_size)


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def truncate(path: Path, chance: random.Random) -> None:
    with path.open("r+b") as file:
        file.truncate(chance.randrange(path.stat().st_size))


def remove(path: Path, _chance: random.Random) -> None:
    path.unlink()


def scribble(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(path.stat().st_size))


@pytest.mark.parametrize("damage", [flip, truncate, remove, scribble])
def test_damage_is_noticed_and_a_rebuild_repairs_it(tmp_path: Path, damage: Damage) -> None:
    chance = random.Random(7)  # noqa: S311
    for number in range(12):
        root = tmp_path / str(number)
        files = [path for path in fill(root) if not path.name.endswith("WRITELOCK")]
        damage(files[number % len(files)], chance)
        engine = WhooshEngine(root)
        with pytest.raises(IndexUnusable):
            engine.find(parse("stroller"), None)
        with pytest.raises(IndexUnusable):
            engine.upsert([document("post:1", "x")])
        assert not engine.healthy()
        assert engine.rebuild([document("post:1", "stroller")], stamp=9) == 1
        engine.check()
        assert keys(engine, "stroller") == ["post:1"]
        engine.close()


def test_check_finds_damage_under_an_open_index(tmp_path: Path) -> None:
    files = fill(tmp_path)
    engine = WhooshEngine(tmp_path)
    engine.check()
    flip(max(files, key=lambda path: path.stat().st_size), random.Random(1))  # noqa: S311
    with pytest.raises(IndexUnusable, match="damaged"):
        engine.check()
    engine.close()


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "nowhere")
    assert not engine.healthy()
    with pytest.raises(IndexUnusable, match="no search index"):
        engine.stamp()


def test_only_the_owner_may_enter(tmp_path: Path) -> None:
    fill(tmp_path / "index")
    for folder in (tmp_path / "index", *(tmp_path / "index").glob("index-*")):
        assert folder.stat().st_mode & 0o077 == 0


def test_a_rebuild_leaves_one_folder_and_readers_undisturbed(tmp_path: Path) -> None:
    fill(tmp_path)
    writer, reader = WhooshEngine(tmp_path), WhooshEngine(tmp_path)
    assert len(keys(reader, "pram")) == 5
    writer.rebuild([document("post:1", "pram")], stamp=20)
    assert keys(reader, "pram") == ["post:1"]
    assert reader.stamp() == 20
    assert len(list(tmp_path.glob("index-*"))) == 1
    writer.close()
    reader.close()


def test_another_writer_is_waited_for_and_then_reported(
    whoosh: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_engine, "LOCK_SECONDS", 0.05)
    folder = next((tmp_path / "index").glob("index-*"))
    other = whoosh_engine._writer(folder)
    with pytest.raises(IndexBusy):
        whoosh.upsert([document("post:1", "x")])
    other.cancel()
    whoosh.upsert([document("post:1", "x")])
    assert whoosh.count() == 1


def test_a_seeded_random_generator_does_no_harm(whoosh: WhooshEngine) -> None:
    for n in range(4):
        random.seed(5)
        whoosh.upsert([document(f"post:{n}", "stroller")])
    assert len(keys(whoosh, "stroller")) == 4


def test_segments_are_merged_when_idle(whoosh: WhooshEngine) -> None:
    for n in range(20):
        whoosh.upsert([document(f"post:{n}", "A stroller", 'the "front wheel"', state="open", days=n)], n)
    whoosh.delete(["post:3"])
    whoosh.upsert([document("post:4", "A pram", days=400, quality=3)], stamp=99)
    before = _answers(whoosh)
    while whoosh.tidy():
        pass
    assert len(whoosh._sizes()) < 8
    assert _answers(whoosh) == before
    assert whoosh.stamp() == 99
    assert not whoosh.tidy()


def test_a_deep_tidying_drops_what_was_deleted(whoosh: WhooshEngine) -> None:
    whoosh.rebuild((document(f"post:{n}", "stroller") for n in range(300)), stamp=1)
    whoosh.delete(f"post:{n}" for n in range(150))
    before = _answers(whoosh)
    assert whoosh._sizes() == [(300, 150)]
    whoosh.tidy(deep=True)
    assert whoosh._sizes() == [(150, 150)]
    assert _answers(whoosh) == before


def test_everything_deleted_is_an_empty_index(whoosh: WhooshEngine) -> None:
    for n in range(9):
        whoosh.upsert([document(f"post:{n}", "stroller")])
    whoosh.delete(f"post:{n}" for n in range(9))
    whoosh.tidy()
    assert (whoosh.count(), keys(whoosh, "stroller"), whoosh.suggest("str", None)) == (0, [], ())
    whoosh.upsert([document("post:1", "stroller")])
    assert keys(whoosh, "stroller") == ["post:1"]


def test_without_an_idle_moment_commits_merge(whoosh: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_engine, "MERGE_AT", 10)
    for n in range(40):
        whoosh.upsert([document(f"post:{n}", "stroller")])
        assert len(whoosh._sizes()) <= 11
    assert whoosh.count() == 40


def test_open_files_do_not_pile_up(whoosh: WhooshEngine) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    for n in range(10):
        whoosh.upsert([document("post:1", f"stroller {n}")])
        while whoosh.tidy():
            pass
    before = open_files()
    for n in range(40):
        whoosh.upsert([document("post:1", f"stroller {n}")])
        while whoosh.tidy():
            pass
    assert open_files() <= before + 8


def test_one_writes_while_three_read(tmp_path: Path) -> None:
    writer, reader = WhooshEngine(tmp_path), WhooshEngine(tmp_path)
    writer.rebuild(_pairs(0), stamp=0)
    stop, errors = threading.Event(), []

    def read(engine: WhooshEngine) -> None:
        while not stop.is_set():
            try:
                _check_pairs(engine)
                time.sleep(0.002)
            except Exception as error:
                errors.append(error)
                return

    readers = [threading.Thread(target=read, args=(each,)) for each in (writer, reader, reader)]
    for thread in readers:
        thread.start()
    for n in range(1, 25):
        writer.upsert(_pairs(n), stamp=n)
        if n % 10 == 0:
            writer.tidy()
    writer.rebuild(_pairs(40), stamp=40)
    stop.set()
    for thread in readers:
        thread.join()
    assert not errors
    assert reader.stamp() == 40
    writer.close()
    reader.close()


def _pairs(n: int) -> list[Document]:
    """Two documents that always change together: a commit is seen whole or not at all."""
    return [document(f"post:{side}", "stroller", f"round{n} wheel", audience=OPEN) for side in "ab"]


def _check_pairs(engine: WhooshEngine) -> None:
    found = engine.find(parse('"round*" stroller'), {OPEN}, facets=("kind",))
    assert found.total in (0, 2)
    assert len(engine.find(parse("stroller wheel"), {OPEN}, sort=Sort.NEWEST).hits) == 2
    assert engine.find(parse("stroller"), {PRIVATE}).total == 0
    engine.suggest("str", {OPEN})
    engine.similar("the wheel of my stroller", {OPEN})


WRITER = """
import sys
from tests.search.conftest import document
from search.whoosh_engine import WhooshEngine

engine = WhooshEngine(sys.argv[1])
n = engine.stamp()
while True:
    n += 1
    batch = [document(f"post:{n}-{k}", "stroller", f"wheel round{n}") for k in range(30)]
    engine.upsert([*batch, document("post:last", f"round{n}")], stamp=n)
    print(n, flush=True)
    if n % 7 == 0:
        engine.tidy()
"""


@pytest.mark.scale
def test_kills_in_the_middle_of_commits_cost_nothing(tmp_path: Path) -> None:
    root = tmp_path / "index"
    engine = WhooshEngine(root)
    engine.rebuild([], stamp=0)
    chance = random.Random(3)  # noqa: S311
    for _ in range(8):
        command = [sys.executable, "-c", WRITER, str(root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it runs and has committed once
            time.sleep(chance.uniform(0.05, 0.4))
            process.kill()
            acknowledged = [int(line) for line in process.stdout.read().split()]
        fresh = WhooshEngine(root)
        fresh.check()
        stamp = fresh.stamp()
        assert stamp >= max(acknowledged, default=0)
        # What was committed but not stamped may be there: whole batches only, and never twice.
        newest = stamp + 1 if keys(fresh, f"round{stamp + 1}") else stamp
        assert fresh.count() == newest * 30 + 1
        assert fresh.find(parse("stroller"), None).total == newest * 30
        assert len(fresh.find(parse(f"round{newest}"), None, limit=50).hits) == 31
        fresh.close()
    assert engine.stamp() == stamp
    engine.close()


@pytest.mark.scale
def test_twenty_thousand_documents(tmp_path: Path) -> None:
    """Figures differ between machines; the ratios do not: neither the number of matches nor the
    number of spaces a person may enter decides what a search costs."""
    chance = random.Random(1)  # noqa: S311
    syllables = [one + other for one in "bdgklmnprst" for other in "aiou"]
    vocabulary = ["".join(chance.choices(syllables, k=3)) for _ in range(4_000)]
    odds = [1 / (n + 1) for n in range(4_000)]

    def made(n: int) -> Document:
        text = " ".join(chance.choices(vocabulary, odds, k=20))
        return document(f"post:{n}", text[:20], text, audience=f"space:{n % 200}", days=n / 50)

    engine = WhooshEngine(tmp_path)
    engine.rebuild((made(n) for n in range(20_000)), stamp=1)
    every = {f"space:{n}" for n in range(200)}

    def cost(text: str, audiences: set[str] | None) -> tuple[int, float]:
        query = parse(text)
        total = engine.find(query, audiences, facets=("kind",)).total
        started = time.process_time()
        for _ in range(10):
            engine.find(query, audiences, facets=("kind",))
        return total, (time.process_time() - started) / 10

    (total, plain), (same_total, filtered) = cost(vocabulary[0], None), cost(vocabulary[0], every)
    assert total == same_total > 8_000
    assert filtered < 2 * plain + 0.002
    few, little = cost(vocabulary[50], None)
    assert total > 10 * few > 1_000
    assert plain < 6 * little + 0.01
    started = time.process_time()
    engine.upsert([document("post:1", "changed")])
    assert time.process_time() - started < 0.5
    engine.close()


def _answers(engine: WhooshEngine) -> list[object]:
    found: list[object] = [engine.count()]
    for text in ("stroller", '"front wheel"', "pram", "str*", "updated:<5d", "state:open", "-pram"):
        results = engine.find(parse(text), None, limit=400, facets=("kind", "state"))
        found += [results.total, results.facets, [hit.key for hit in results.hits]]
    return found
