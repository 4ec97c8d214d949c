"""What must survive: killed servers and workers, events that poison, two that race."""
