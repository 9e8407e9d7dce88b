"""Coming in: the password, the second step, and the session that they open.

`__all__` names the modules that other subjects may use; the rest is this subject's own.
"""

__all__ = ["by_phone", "history", "pin_app", "sessions"]
