"""Tests of the set-up and of what runs before a change goes in."""
