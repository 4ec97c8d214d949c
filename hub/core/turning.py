"""Signs that nobody sees and that turn the direction of the text around them: they stand in none of ours."""

# Embeddings, overrides and isolates; each block of a page finds its direction by itself.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def unturned(text: str) -> str:
    """The text without them."""
    return text.translate(TURNING)
