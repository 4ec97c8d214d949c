"""Tests of search pages and the index reactor."""
