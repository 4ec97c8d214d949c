"""Suggestions: which answer, which page, which question fits a text, for whoever is about to write."""
