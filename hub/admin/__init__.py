"""Administration: people and roles, what got stuck, the audit log, health. Minimal on purpose."""
