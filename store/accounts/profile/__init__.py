"""The sealed profile: its verification, its personal key, bringing it back, signing with it.

`__all__` names the modules that other subjects may use; the rest is this subject's own.
"""

__all__ = ["certificates", "reactivation", "sealed_profile", "stated_identity"]
