"""Flags: what is off, who mends it, who hears the end."""
