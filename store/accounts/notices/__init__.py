"""Word of changes to all addresses of an account, and “This wasn’t me”.

`__all__` names the modules that other subjects may use; the rest is this subject's own.
"""

__all__ = ["before", "disowning", "sending"]
