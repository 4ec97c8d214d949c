"""Sets up a checkout: virtual environment, locked packages, browser assets, test tools.

The Makefile calls it before everything it does: `python3 tools/setup.py app|lint|test`. It runs on
the machine's python3: standard library only, and no syntax newer than Python 3.7. Every step leaves
a stamp with the hash of what it was made from, so a second call takes a moment.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterable, Iterator, NoReturn  # noqa: UP035

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
NODE_MODULES = ROOT / "node_modules"
DIST = ROOT / "hub" / "web" / "static" / "dist"

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
LOCKS = {"app": ["app"], "lint": ["app", "scale", "dev"], "test": ["app", "scale", "dev"]}
# A "#!" line may not be long and may hold no blank; sh starts Python with any path. To Python the
# second and third line are a string.
LAUNCHER = """#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import sys

# Wherever it is called from: reading our sources anew at each start would take longer than the start.
sys.dont_write_bytecode = False

from hub.cli import main

sys.exit(main())
"""
ASSET_SUFFIXES = {".css", ".js", ".mjs", ".html", ".svg"}


def main(goals: list[str]) -> None:
    if len(goals) != 1 or goals[0] not in LOCKS:
        stop("Say what to set up: python3 tools/setup.py " + "|".join(LOCKS))
    goal = goals[0]
    with only_one_set_up():
        ensure_environment()
        ensure_packages(LOCKS[goal])
        ensure_catalogues()
        ensure_assets()  # the house rules that `lint` checks look at pages too
        if goal == "test":
            ensure_browser()
            ensure_mail_server()


# The virtual environment ------------------------------------------------------------------------


def ensure_environment() -> None:
    """Makes .venv, and makes our own packages importable in it."""
    if not version_of(BIN / "python") >= OLDEST_PYTHON:
        python = choose_python()
        require_venv_modules(python)
        with step("Virtual environment"):
            shutil.rmtree(VENV, ignore_errors=True)
            run([python, "-m", "venv", str(VENV)])
    link_the_checkout()


def choose_python() -> str:
    """This interpreter, or a newer one found beside it."""
    names = [sys.executable, *(f"python3.{minor}" for minor in range(19, 10, -1))]
    for name in names:
        found = shutil.which(name)
        if found and version_of(Path(found)) >= OLDEST_PYTHON:
            return found
    found, needed = dotted(sys.version_info[:2]), dotted(OLDEST_PYTHON)
    return stop(
        f"Backchannel needs Python {needed} or newer; {sys.executable} is Python {found}.\n"
        "Install a newer one and say which: make run PYTHON=python3.12"
    )


def version_of(python: Path) -> tuple[int, ...]:
    """(0,) where there is none, or one that does not start (its base was removed, say)."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.check_output([str(python), "-c", code], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    return tuple(int(part) for part in answer.split())


def require_venv_modules(python: str) -> None:
    """Some distributions ship Python without them, and `python -m venv` then stops half-way."""
    if not attempt([python, "-c", "import venv, ensurepip"]):
        stop(
            f"{python} cannot make virtual environments: venv or ensurepip is missing from it.\n"
            f"On Debian and Ubuntu: apt-get install python{dotted(version_of(Path(python)))}-venv"
        )


def dotted(version: Iterable[int]) -> str:
    return ".".join(str(part) for part in version)


def link_the_checkout() -> None:
    """Puts `backchannel` and our packages into .venv without installing them.

    A .pth line and a launcher are all that an editable install would give. Writing them takes no
    build tool, no network and no time, and what runs is always the code of this checkout.
    """
    (site_packages,) = VENV.glob("lib/python3*/site-packages")
    write_if_changed(site_packages / "backchannel.pth", f"{ROOT}\n")
    launcher = BIN / "backchannel"
    write_if_changed(launcher, LAUNCHER.format(python=shlex.quote(str(BIN / "python"))))
    launcher.chmod(0o755)


# Packages ---------------------------------------------------------------------------------------


def ensure_packages(names: Iterable[str]) -> None:
    """Installs requirements/<name>.txt, every file of it checked against its hash."""
    python = " ".join(str(part) for part in version_of(BIN / "python"))
    hashes = {name: digest([lock_of(name)], python) for name in names}
    missing = [name for name in names if stamp(VENV, name) != hashes[name]]
    if not missing:
        return
    command = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--require-hashes", "--no-deps"]
    # Bytecode is written when a module is first imported; most modules never are.
    command += ["--no-compile"]
    for name in missing:
        command += ["-r", str(lock_of(name))]
    with step(f"Python packages ({', '.join(missing)})"):
        run(command)
    for name in missing:
        set_stamp(VENV, name, hashes[name])


def lock_of(name: str) -> Path:
    return ROOT / "requirements" / (name + ".txt")


# Translations -----------------------------------------------------------------------------------


def ensure_catalogues() -> None:
    """Compiles what translators wrote, when they wrote something."""
    written = sorted((ROOT / "hub" / "translations").rglob("*.po"))
    sources = digest(written)
    if stamp(VENV, "catalogues") == sources and all(path.with_suffix(".mo").exists() for path in written):
        return
    with step("Translations"):
        run([str(BIN / "python"), str(ROOT / "tools" / "translate.py"), "compile"])
    set_stamp(VENV, "catalogues", sources)


# Browser assets ---------------------------------------------------------------------------------


def ensure_assets() -> None:
    """npm ci && npm run build, each only when something it reads has changed."""
    locked = digest([ROOT / "package-lock.json", ROOT / ".npmrc"])
    sources = digest([ROOT / "package.json", *asset_sources()], locked)
    if stamp(NODE_MODULES, "build") == sources and DIST.is_dir():
        return
    environment = environment_with_node()
    if stamp(NODE_MODULES, "packages") != locked:
        with step("Browser packages"):
            run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], environment)
        set_stamp(NODE_MODULES, "packages", locked)
    with step("Browser assets"):
        run(["npm", "run", "--silent", "build"], environment)
    set_stamp(NODE_MODULES, "build", sources)


def asset_sources() -> list[Path]:
    """Whatever the build may read: styles, scripts, and the templates that name the icons."""
    return [
        path
        for folder in ("hub", "plugins", "tools")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in ASSET_SUFFIXES and DIST not in path.parents
    ]


def environment_with_node() -> dict[str, str]:
    """The machine's node if it is new enough, else one from a Python wheel, kept inside .venv."""
    environment = dict(os.environ)
    if shutil.which("npm") and machine_node() >= OLDEST_NODE:
        return environment
    ensure_packages(["build"])
    # npm's own scripts call `node` by its bare name.
    environment["PATH"] = os.pathsep.join([str(BIN), environment.get("PATH", os.defpath)])
    return environment


def machine_node() -> int:
    """Its major version; 0 where there is none."""
    node = shutil.which("node")
    if node is None:
        return 0
    version = quietly([node, "--version"]).stdout
    major = version.strip().lstrip("v").split(".")[0]
    return int(major) if major.isdigit() else 0


# What only the tests need -----------------------------------------------------------------------


def ensure_browser() -> None:
    """Debian's Chromium where we may install it, else the one Playwright downloads."""
    if shutil.which("chromium") or shutil.which("google-chrome"):
        return
    with step("Browser for the tests"):
        if is_debian() and apt_install("chromium"):
            return
        # Does nothing when it is there already.
        if attempt([str(BIN / "playwright"), "install", "chromium"]):
            return
    warn("There is no browser, and none could be installed: the browser tests will not run.")


def ensure_mail_server() -> None:
    if shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin"):
        return
    with step("IMAP server for the tests"):
        if is_debian() and apt_install("dovecot-imapd"):
            return
    warn("dovecot is missing and only root can install it: the mail server tests will not run.")


def is_debian() -> bool:
    """Ubuntu does not count: its chromium package only points to a snap."""
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return False
    return "ID=debian" in lines and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(package: str) -> bool:
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    install = ["apt-get", "install", "-qq", "--no-install-recommends", package]
    if attempt(install, environment):
        return True
    return attempt(["apt-get", "update", "-qq"], environment) and attempt(install, environment)


# Small tools ------------------------------------------------------------------------------------


@contextmanager
def only_one_set_up() -> Iterator[None]:
    """Two `make` at once in one checkout wait for each other; the lock is this very file."""
    with open(__file__) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def step(title: str) -> Iterator[None]:
    print(f"  {title} ...", end="", flush=True)
    start = time.monotonic()
    yield
    print(f" {time.monotonic() - start:.1f} s", flush=True)


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Quiet while it works; when it fails, everything it said."""
    answer = quietly(command, environment)
    if answer.returncode:
        print("\n" + answer.stdout, flush=True)
        stop(f"This command failed: {' '.join(command)}")


def attempt(command: list[str], environment: dict[str, str] | None = None) -> bool:
    return quietly(command, environment).returncode == 0


def quietly(
    command: list[str], environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    path = environment["PATH"] if environment else None
    program = shutil.which(command[0], path=path) or command[0]
    return subprocess.run(
        [program, *command[1:]],
        check=False,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def digest(paths: Iterable[Path], also: str = "") -> str:
    total = hashlib.sha256(also.encode())
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(path.read_bytes() if path.exists() else b"")
    return total.hexdigest()


def stamp(folder: Path, name: str) -> str:
    path = folder / (".made-from-" + name)
    return path.read_text() if path.exists() else ""


def set_stamp(folder: Path, name: str, value: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / (".made-from-" + name)).write_text(value)


def write_if_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def warn(message: str) -> None:
    print(f"\n  !!  {message}\n", flush=True)


def stop(message: str) -> NoReturn:
    sys.exit(f"\n{message}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
