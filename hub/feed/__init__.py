"""Posts, and the stream in which everything new appears for those who may see it."""
