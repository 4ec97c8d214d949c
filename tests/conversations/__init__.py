"""Conversations between colleagues."""
