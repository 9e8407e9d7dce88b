"""The use cases, by subject, and beside them what they are made of: all transactions but the outbox's own."""
