"""The desk of those who look after what is known: what to review, to promote, to write, to join."""
