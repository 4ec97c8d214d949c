"""Tests of masking, variables and the comparison of texts."""
