"""Typed links between any two things: kind, author, time and reason, found from both ends."""
