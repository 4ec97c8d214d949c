"""The e-mail channel's pure part: reading, cutting, threading, composing, and the two transports.

Nothing here touches the database or a request. Message ids are kept without their angle brackets.
"""
