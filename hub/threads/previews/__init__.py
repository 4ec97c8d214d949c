"""Previews of links to other places: asked for when a text is saved, read in the background, kept for all."""
