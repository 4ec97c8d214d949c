"""No text hangs, crashes or poisons the renderer, alone or from many threads at once."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from hub.core.markup import Fallback, guarded, plain, render, safe_render, split_audience
from hub.core.markup.limits import TEXT
from hub.core.markup.shape import harmless
from tests.core.html_oracle import faults
from tests.core.markup_inputs import hostile

ROOT = Path(__file__).parents[2]
CANARY = """# Bags

We need:
- one
  - two

1. *a*

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1
```
"""
LONG = CANARY * 60
HOSTILE = hostile()


@pytest.fixture(autouse=True)
def _ended_workers() -> object:
    yield
    guarded.close_workers()


def test_hostile_texts_neither_hang_nor_crash_nor_poison(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "TEXT", replace(TEXT, seconds=60.0))  # the processor's time is measured
    safe_render(LONG)  # the first text of a process also starts the worker
    before = render(CANARY).html
    slow = {}
    for name, source in HOSTILE.items():
        started = _worker_seconds()
        rendered = safe_render(source)
        assert rendered.fallback is None, name
        assert faults(rendered.html) == [], name
        if (took := _worker_seconds() - started) > TEXT.seconds:
            slow[name] = took
    assert slow == {}
    assert safe_render(CANARY * 3).html == render(CANARY * 3).html
    assert render(CANARY).html == before


def test_hostile_texts_are_split_in_time() -> None:
    for name, source in HOSTILE.items():
        started = time.thread_time()
        split_audience(source)
        assert time.thread_time() - started < 1, name


@pytest.mark.scale
def test_hostile_texts_leave_in_time() -> None:
    for name, source in HOSTILE.items():
        started = time.perf_counter()
        plain(source)
        assert time.perf_counter() - started < TEXT.seconds + 1, name


@pytest.mark.scale
@pytest.mark.parametrize("size", [100_000, 200_000])
def test_texts_past_the_size_limit_are_kept_as_typed(size: int) -> None:
    for name, source in HOSTILE.items():
        text = (source * (size // len(source) + 1))[:size]
        started = time.thread_time()
        rendered = safe_render(text)
        assert rendered.fallback is Fallback.SIZE, name
        assert time.thread_time() - started < 1, name


def test_past_the_size_limit_nothing_is_lost() -> None:
    source = "<b>word</b> " * 6_000
    rendered = safe_render(source)
    assert rendered.fallback is Fallback.SIZE
    assert rendered.plain
    assert rendered.text == source.strip()
    assert rendered.html.count("&lt;b&gt;word&lt;/b&gt;") == 6_000
    assert faults(rendered.html) == []


def test_a_wild_block_is_shown_as_typed_and_the_rest_is_formatted() -> None:
    html = render("**before**\n\n" + "[" * 301 + "\n\n**after**").html
    assert "<strong>before</strong>" in html
    assert "<strong>after</strong>" in html
    assert f'<pre class="typed">{"[" * 301}</pre>' in html


def test_a_small_text_that_crashed_the_parser_poisons_nothing() -> None:
    before = render(CANARY).html
    render("- " * 600)
    assert render(CANARY).html == before


def test_code_in_a_language_always_goes_through_the_worker() -> None:
    assert harmless("just words")
    assert not harmless("```perl\nx\n```")
    assert not harmless("[" * 201)
    assert not harmless("a" * 2_001)


def test_a_stuck_worker_is_replaced() -> None:
    safe_render(LONG)
    worker = guarded._pool.idle[-1]
    os.kill(worker.process.pid, signal.SIGSTOP)
    started = time.perf_counter()
    stuck = safe_render(LONG)
    assert stuck.fallback is Fallback.TIME
    assert time.perf_counter() - started < TEXT.seconds + 10  # it did end, on a busy machine too
    assert stuck.text == LONG.strip()
    assert worker.process.returncode is not None
    assert safe_render(LONG).fallback is None


def test_a_worker_that_died_while_idle_costs_no_formatting() -> None:
    safe_render(LONG)
    worker = guarded._pool.idle[-1]
    worker.process.kill()
    worker.process.wait()
    assert safe_render(LONG).html == render(LONG).html


def test_time_over_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "TEXT", replace(TEXT, seconds=0.0))
    assert safe_render(LONG).fallback is Fallback.TIME


def test_no_free_worker_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "TEXT", replace(TEXT, queue_seconds=0.01))
    taken = [guarded._pool.slots.acquire() for _ in range(TEXT.workers)]
    try:
        assert safe_render(LONG).fallback is Fallback.BUSY
    finally:
        for _ in taken:
            guarded._pool.slots.release()


def test_many_threads_each_get_their_own_text() -> None:
    wrong: list[str] = []

    def work(name: str) -> None:
        for turn in range(6):
            mark = f"{name}-{turn}"
            html = safe_render(f"{CANARY}\n\n{mark}\n\n" + "word " * 500).html
            if f"<p>{mark}</p>" not in html:
                wrong.append(mark)

    threads = [threading.Thread(target=work, args=(f"thread{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(guarded._pool.idle) <= TEXT.workers


def test_a_fork_starts_workers_of_its_own() -> None:
    """As a server does that loads the application first and then forks."""
    program = f"""
import os, sys
from hub.core.markup import safe_render
text = {LONG!r}
safe_render(text)
child = os.fork()
fine = safe_render(text).fallback is None
if child == 0:
    os._exit(0 if fine else 1)
_, status = os.waitpid(child, 0)
sys.exit(0 if fine and status == 0 else 1)
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT,
        timeout=60,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_workers_end_with_a_killed_parent() -> None:
    program = (
        "import os, signal; from hub.core.markup import guarded, safe_render\n"
        f"safe_render({CANARY!r})\n"
        "print(guarded._pool.idle[0].process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, timeout=60, capture_output=True, check=False
    )
    worker = int(done.stdout)
    deadline = time.monotonic() + 5
    while _is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(worker)


def _worker_seconds() -> float:
    """The processor's time that the waiting worker has used up to now."""
    pid = guarded._pool.idle[-1].process.pid
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"
