"""The use cases, one module per journey: the only transactions."""
