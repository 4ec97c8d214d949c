"""Reactor: facts → notices for people, in the hub and by mail; and the worker that sends mail."""
