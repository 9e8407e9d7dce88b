"""Word of changes to all addresses of an account, and “This wasn’t me”."""
