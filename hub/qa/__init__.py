"""Questions and answers: what we know, and beside it what we may say to a customer."""
