"""What keeps a store sound, and has no page."""
