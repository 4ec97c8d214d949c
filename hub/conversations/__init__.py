"""Conversations between colleagues: each is a small private space that only its people may enter."""
