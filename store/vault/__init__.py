"""Hashing and sealing: the only rooms that touch keys."""
