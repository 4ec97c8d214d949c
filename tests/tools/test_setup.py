"""The set-up does each step once, again when what it was made from changes, and says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A checkout of its own, in which the commands are written down instead of run."""
    seen: list[str] = []
    for name, place in (
        ("ROOT", tmp_path),
        ("VENV", tmp_path / ".venv"),
        ("BIN", tmp_path / ".venv/bin"),
        ("NODE_MODULES", tmp_path / "node_modules"),
        ("DIST", tmp_path / "hub/web/static/dist"),
    ):
        monkeypatch.setattr(setup, name, place)
        if name != "ROOT":
            place.mkdir(parents=True)
    (tmp_path / "requirements").mkdir()
    for name in ("app", "build"):
        (tmp_path / f"requirements/{name}.txt").write_text(f"{name}==1\n")
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    monkeypatch.setattr(setup, "run", lambda command, _env=None: seen.append(" ".join(command)))
    return seen


def test_packages_are_installed_once(commands: list[str]) -> None:
    setup.ensure_packages(["app"])
    assert len(commands) == 1
    assert "--require-hashes --no-deps" in commands[0]
    assert commands[0].endswith("requirements/app.txt")
    setup.ensure_packages(["app"])
    assert len(commands) == 1


def test_a_changed_lock_is_installed_again(commands: list[str]) -> None:
    setup.ensure_packages(["app"])
    setup.lock_of("app").write_text("app==2\n")
    setup.ensure_packages(["app"])
    assert len(commands) == 2


def test_assets_are_built_when_a_source_changes(commands: list[str]) -> None:
    sheet = setup.ROOT / "hub/web/static/css/base.css"
    sheet.parent.mkdir()
    for text in ("a {}", "a {}", "b {}"):
        sheet.write_text(text)
        setup.ensure_assets()
    assert [command.split()[1] for command in commands] == ["ci", "run", "run"]


def test_lost_assets_are_built_again(commands: list[str]) -> None:
    setup.ensure_assets()
    setup.DIST.rmdir()
    setup.ensure_assets()
    assert [command.split()[1] for command in commands] == ["ci", "run", "run"]


@pytest.mark.parametrize("version", [0, 18])
def test_an_old_node_is_replaced(commands: list[str], monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    monkeypatch.setattr(setup, "machine_node", lambda: version)
    environment = setup.environment_with_node()
    assert commands[0].endswith("requirements/build.txt")
    assert environment["PATH"].split(os.pathsep)[0] == str(setup.BIN)


def test_a_new_enough_python_is_taken(tmp_path: Path) -> None:
    assert setup.version_of(Path(sys.executable)) == sys.version_info[:2]
    assert setup.version_of(tmp_path / "python") == (0,)


def test_an_old_python_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "version_of", lambda _python: (3, 9))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer.*\n.*make run PYTHON="):
        setup.choose_python()


def test_missing_venv_modules_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "attempt", lambda _command: False)
    with pytest.raises(SystemExit, match="apt-get install python3"):
        setup.require_venv_modules(sys.executable)


def test_a_failing_command_shows_what_it_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="This command failed"):
        setup.run([sys.executable, "-c", "print('no space left'); raise SystemExit(3)"])
    assert "no space left" in capsys.readouterr().out


def test_the_launcher_starts_in_a_folder_with_blanks(tmp_path: Path) -> None:
    odd = tmp_path / "a folder's name"
    (odd / "hub").mkdir(parents=True)
    (odd / "hub/__init__.py").touch()
    (odd / "hub/cli.py").write_text("import sys\ndef main(): return len(sys.argv)")
    (odd / "python").symlink_to(sys.executable)
    launcher = odd / "backchannel"
    launcher.write_text(setup.LAUNCHER.format(python=setup.shlex.quote(str(odd / "python"))))
    launcher.chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": str(odd)}
    assert subprocess.run([launcher, "one", "two"], env=environment, check=False).returncode == 3
