"""Where the mail samples lie, and skipping where they do not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.channels.email.parse import ParsedMail, parse

FOLDER = Path(__file__).parents[2].parent / "shared" / "samples" / "email"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

needs_samples = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="not run: the mail samples are not beside the project"
)


def names(pattern: str) -> list[str]:
    """Sample files by their path inside the folder; empty where there are none."""
    return sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob(pattern) if path.is_file())


def text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def mail(name: str) -> ParsedMail:
    return parse((FOLDER / name).read_bytes(), NOON)
