"""Tests of the console command and what it calls."""
