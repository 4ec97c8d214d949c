"""Linking any two things by hand: one dialog everywhere, with a kind, a reason, an undo; and its quality."""
