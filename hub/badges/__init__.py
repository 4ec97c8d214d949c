"""Badges for ways of helping: earned by what came of it, kept private until their owner shows them."""
