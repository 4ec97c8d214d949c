"""`backchannel import stackexchange` as somebody types it, in a hub of its own."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.nursery import Nursery

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def backchannel(tmp_path: Path, nursery: Nursery) -> Command:
    environment = {**os.environ, "BACKCHANNEL_DATA_DIR": str(tmp_path)}
    return lambda *words: nursery.run(*words, environment=environment)


def test_it_works(tmp_path: Path, samples: Path, backchannel: Command) -> None:
    dump = str(samples / "stackexchange" / "history-meta-mini")
    looked = backchannel("import", "stackexchange", dump, "--space", "history", "--dry-run")
    assert looked.returncode == 0, looked.stderr
    assert "questions: 40 read, 40 would be new" in looked.stdout
    report = tmp_path / "report.txt"
    words = ("import", "stackexchange", dump, "--space", "history", "--private", "--report", str(report))
    done = backchannel(*words)
    assert done.returncode == 0, done.stderr
    assert "answers: 95 read, 95 new" in done.stdout
    assert "PostLinks.xml:5: RelatedPostId 999999" in report.read_text()
    again = backchannel(*words)
    assert "answers: 95 read, 95 here already" in again.stdout


def test_a_folder_that_is_no_dump_is_one_clear_line(tmp_path: Path, backchannel: Command) -> None:
    refused = backchannel("import", "stackexchange", str(tmp_path), "--space", "history", "--dry-run")
    assert refused.returncode == 1
    assert "holds no Posts.xml" in refused.stderr
    assert "Traceback" not in refused.stderr
