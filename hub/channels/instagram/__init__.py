"""A professional account on Instagram: comments, answered in public or in private, and messages."""
