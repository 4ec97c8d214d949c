"""The demo story: an airline's customer care, played through the real actions, removable again."""
