"""What the store writes to people, and how it leaves."""
