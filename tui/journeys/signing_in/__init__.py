"""Coming in: the password, the second step, and the session that they open."""
