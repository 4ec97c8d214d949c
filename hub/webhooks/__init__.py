"""Reactor: facts → alerts to programs outside: Slack, Teams, Lark, or any that takes JSON."""
