"""Pictures and files that people put into their texts: who may fetch one is asked of the text each time."""
