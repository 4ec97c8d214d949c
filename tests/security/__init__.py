"""What must not leak, break or be broken into: proofs that cut across all features."""
