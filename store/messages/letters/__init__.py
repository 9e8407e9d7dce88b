"""What the store writes to people, by subject."""
