"""The desk of those who look after what is known."""
