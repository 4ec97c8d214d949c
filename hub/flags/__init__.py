"""Flags: somebody says that an answer or a page is not right, and hears what was done about it."""
