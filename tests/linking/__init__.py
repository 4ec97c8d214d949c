"""Linking by hand."""
