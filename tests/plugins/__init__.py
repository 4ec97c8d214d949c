"""Tests of plugins and of the door they come through."""
