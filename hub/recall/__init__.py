"""Recall: whoever was given a text that is no longer right hears of it, once."""
