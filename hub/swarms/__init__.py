"""Swarms: colleagues who gather around a question for as long as it takes, and what was learned by it."""
