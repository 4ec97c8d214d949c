"""Making a question of what was said elsewhere, and a discussion of a question (QA13)."""
