"""Macros that an agent runs on a case, and rules that the hub runs by itself (CS19)."""
