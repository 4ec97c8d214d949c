"""Answers by mail that could not be posted: for who sent them, and for who looks after the mailbox."""
