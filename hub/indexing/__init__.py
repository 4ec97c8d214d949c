"""Reactor: facts → search documents; and the pages on which everything is found."""
