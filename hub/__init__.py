"""Backchannel: the short, safe way between a customer's question and the colleague who knows."""

__version__ = "0.1.0"
