"""The sealed profile: its verification, its personal key, bringing it back."""
