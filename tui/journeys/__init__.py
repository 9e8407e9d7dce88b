"""What a person can do: one coroutine for each journey, by subject."""
