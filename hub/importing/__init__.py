"""Bringing in what was written elsewhere: one package for each source, the bookkeeping shared."""
