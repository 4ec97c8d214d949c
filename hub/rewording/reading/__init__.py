"""A text in the reader's language beside the original: on request, by the model that was agreed to."""
