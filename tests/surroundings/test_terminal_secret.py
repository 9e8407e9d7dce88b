"""The secret of one's own terminal: one for all that runs there, however it came to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import Secret
from store.rules.codes import new_token
from tui.terminal_secret import find_secret, secret_of


def test_of_two_that_make_it_at_once_both_have_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, others = tmp_path / "state", list[Secret]()

    def another_is_faster() -> str:
        monkeypatch.undo()
        others.append(secret_of(state))
        return new_token()

    monkeypatch.setattr("tui.terminal_secret.new_token", another_is_faster)
    own, found = secret_of(state), find_secret(state)
    assert found is not None
    assert own.reveal() == others[0].reveal() == found.reveal()
    assert [path.name for path in state.iterdir()] == ["pin-app"]
