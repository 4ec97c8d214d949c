"""One question of many customers: each is told in their own case, once the answer is there."""
