"""Customers as the desk knows them: where they are reached, what was said before, who is the same person."""
