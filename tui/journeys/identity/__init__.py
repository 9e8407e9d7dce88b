"""Who an account is of: its names, how it comes to be, its email address."""
