"""Channels, adapters and their transports."""
