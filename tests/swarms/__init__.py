"""Colleagues gathered around a question."""
