"""Full-text search as a library: documents in, ranked keys out.

It knows nothing about the hub. Start with `engine.py`, the protocol that every engine keeps.
"""
