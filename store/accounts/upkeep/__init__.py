"""What keeps a store sound, and has no page.

`__all__` names the modules that other subjects may use; the rest is this subject's own.
"""

__all__ = ["authority", "certificate_authority", "chaining", "older_copy"]
