"""The tests: through the front door where there is one, with real servers where they matter."""
