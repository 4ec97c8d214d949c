"""The e-mail channel: reading, cutting, threading, composing, and the two transports.

`adapter`, `accounts` and `outgoing` tie it to the hub; the rest is pure and touches neither
database nor request. Message ids are kept without their angle brackets.
"""
