"""Kudos: the worked example of a plugin."""
