"""Addresses that a provider hands us."""

from typing import Any


def https(said: Any) -> str:
    """An address that people may be led to; nothing else becomes a link."""
    return str(said) if str(said).startswith("https://") else ""
