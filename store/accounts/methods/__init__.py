"""The methods of the second step, and recovery codes.

`__all__` names the modules that other subjects may use; the rest is this subject's own.
"""

__all__ = ["confirming", "held", "kind", "kinds", "method_codes", "recovery_sheet"]
