"""What the store remembers, by subject. Most tables refer to an account, which is therefore always known."""

from store.database.tables import identity

__all__ = ["identity"]
