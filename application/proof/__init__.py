"""Proof (DESIGN 5): the log as a Merkle tree, with checkpoints that others can hold on to."""
