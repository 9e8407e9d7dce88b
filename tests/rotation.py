"""Another server key takes the place of the one in use."""

from __future__ import annotations

from tests.town import Town


def use_another_key(town: Town) -> None:
    """Seal and mark with a new key, and keep the one of before."""
    town.store.key_rotation.add()
    for _portion in town.store.key_rotation.use():
        pass


def rotate(town: Town) -> None:
    """Let a new key do all that the one of before did."""
    use_another_key(town)
    town.store.key_rotation.retire()
