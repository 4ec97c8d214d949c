"""People: accounts, sign-in, sessions, roles, profiles, what they watch, their drafts."""
