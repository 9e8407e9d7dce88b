"""Someone who signs files, and someone who checks that."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.signing import Desk, Verifier, signer
from tests.town import KeyHolder, Town


@pytest.fixture
def lucia(town: Town) -> KeyHolder:
    return signer(town)


@pytest.fixture
def desk(town: Town, lucia: KeyHolder) -> Desk:
    return Desk.of(town, lucia)


@pytest.fixture
def verifier(town: Town, tmp_path: Path) -> Verifier:
    return Verifier(town, tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "report.pdf"
    path.parent.mkdir()
    path.write_bytes(b"line\r\nline\nno end" * 100_000)
    return path
