"""Channels: how customers reach us and how our replies reach them. One package per channel."""
