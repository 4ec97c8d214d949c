"""Checklists: what is to be done in a case of some kind before it is solved."""
