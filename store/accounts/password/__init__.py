"""The password: changed, reset, and the recovery questions that a reset asks.

`__all__` names the modules that other subjects may use; the rest is this subject's own.
"""

__all__ = ["activation_codes", "new_password", "proving", "recovery_answers", "reset_tokens"]
