"""Every verb that changes cases: intake (what customers do), handling, inside, replies, outcomes."""
