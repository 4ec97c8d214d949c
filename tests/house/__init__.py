"""Tests about the code itself. Each rule explains itself when it fails."""
