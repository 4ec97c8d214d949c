"""Tests of people: sign-in, settings, pages."""
