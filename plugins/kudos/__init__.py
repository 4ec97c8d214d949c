"""Kudos: shows on a colleague's page how often others thanked them. The worked example of a plugin."""
