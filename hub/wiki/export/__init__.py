"""Pages as a file to take away (WK26): what goes in, by rights and by audience, and each format."""
