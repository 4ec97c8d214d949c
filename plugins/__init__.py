"""Plugins that ship with the hub. Each is a folder that exports one `feature`."""
