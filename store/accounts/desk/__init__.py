"""What operators, supervisors and the administrator do for others.

`__all__` names the modules that other subjects may use; the rest is this subject's own.
"""

__all__ = ["due_removals", "roles"]
