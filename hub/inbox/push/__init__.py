"""Notices on people's devices: Web Push (RFC 8030), encrypted for the browser, signed by the hub."""
