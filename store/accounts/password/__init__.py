"""The password: changed, reset, and the recovery questions that a reset asks."""
