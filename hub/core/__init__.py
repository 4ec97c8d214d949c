"""The kernel: database, facts, dispatch, permissions and the registry. It knows no feature."""
