"""`.ci/run` runs both halves, tells the truth by its exit code, and never waits for anybody."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[2] / ".ci/run"


@pytest.mark.parametrize(("lint", "tests", "code"), [(0, 0, 0), (1, 0, 1), (0, 2, 1), (2, 2, 1), (0, 124, 1)])
def test_the_exit_code_is_right(tmp_path: Path, lint: int, tests: int, code: int) -> None:
    fake = tmp_path / "make"
    fake.write_text(
        f'#!/bin/sh\necho "make $1 CI=$CI"\nread -r line && exit 99\n'
        f'[ "$1" = lint ] && exit {lint}\nexit {tests}\n'
    )
    fake.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    answer = subprocess.run(
        [RUN], env=environment, input="typed\n", capture_output=True, text=True, check=False
    )
    assert answer.returncode == code
    assert answer.stdout.splitlines() == ["make lint CI=true", "make test CI=true"]
    assert ("make lint failed" in answer.stderr) == bool(lint)
    assert ("make test failed" in answer.stderr) == bool(tests)
