"""YouTube comments: polled, a case for each customer in a thread, answered in public."""
