"""Text made to be used again: masking, variables, provenance, and what came of it."""
