"""Turning conversations into questions and back, through the front door."""
