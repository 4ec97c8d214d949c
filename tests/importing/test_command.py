"""`backchannel import stackexchange` as somebody types it, in a hub of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT

RUN = "from hub.cli import main; raise SystemExit(main())"


def backchannel(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BACKCHANNEL_DATA_DIR": str(data)}
    return subprocess.run(
        [sys.executable, "-c", RUN, *words], cwd=PROJECT, env=environment, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip


def test_it_works(tmp_path: Path, samples: Path) -> None:
    dump = str(samples / "stackexchange" / "history-meta-mini")
    looked = backchannel(tmp_path, "import", "stackexchange", dump, "--space", "history", "--dry-run")
    assert looked.returncode == 0, looked.stderr
    assert "questions: 40 read, 40 would be new" in looked.stdout
    report = tmp_path / "report.txt"
    words = ("import", "stackexchange", dump, "--space", "history", "--private", "--report", str(report))
    done = backchannel(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert "answers: 95 read, 95 new" in done.stdout
    assert "PostLinks.xml:5: RelatedPostId 999999" in report.read_text()
    again = backchannel(tmp_path, *words)
    assert "answers: 95 read, 95 here already" in again.stdout


def test_a_folder_that_is_no_dump_is_one_clear_line(tmp_path: Path) -> None:
    refused = backchannel(
        tmp_path, "import", "stackexchange", str(tmp_path), "--space", "history", "--dry-run"
    )
    assert refused.returncode == 1
    assert "holds no Posts.xml" in refused.stderr
    assert "Traceback" not in refused.stderr
