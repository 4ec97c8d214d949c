"""What somebody knows about, proposed from what they did and confirmed by themselves."""
