"""Who an account is of: its names, how it comes to be, its email address.

`__all__` names the modules that other subjects may use; the rest is this subject's own.
"""

__all__ = ["by_address", "contact_details", "naming", "new_account", "registered"]
