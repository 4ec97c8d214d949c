"""Saved replies: what is said to many customers, with its place, its owner and who checked it."""
