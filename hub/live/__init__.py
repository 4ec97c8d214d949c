"""Reactor: facts → pings over the socket, so that open pages ask again for what has changed."""
