"""Backchannel: the short, safe way between a customer's question and the colleague who knows."""

import gc

__version__ = "0.1.0"

# Look for garbage in cycles seldom. A page makes some ten thousand objects which all go when it is sent, and
# what is imported stays: by Python's own measure a fifth of a start goes into looking through it.
gc.set_threshold(20_000, 20, 100)
