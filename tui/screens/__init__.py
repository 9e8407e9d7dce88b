"""The full-screen front, on Textual."""
