"""Every verb that changes pages: writing, keeping (who and whether it is right), moving."""
