"""What people keep to come back to: for themselves alone, with a moment to be reminded at."""
