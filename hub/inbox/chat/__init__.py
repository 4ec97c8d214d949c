"""Notices in the chat of a person's own: an incoming webhook that they connected."""
