"""Urgent: a notice that comes back every five minutes for half an hour, until its reader knows (NO08)."""
