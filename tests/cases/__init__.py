"""Tests of customer cases."""
