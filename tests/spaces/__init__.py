"""Tests of communities and topics."""
