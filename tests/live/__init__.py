"""Tests of the live reactor."""
