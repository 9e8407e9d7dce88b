"""The plain front: each page as line prompts, for screen readers and simple terminals."""
