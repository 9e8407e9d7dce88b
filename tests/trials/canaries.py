"""Secrets that are sown in a journey, and looked for afterwards."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

from store import Secret
from store.locations import Locations


class Canaries:
    """Secrets that are looked for afterwards."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def password(self, name: str) -> Secret:
        return self.note(name, Secret(f"Canary-{name}-{os.urandom(4).hex()}!"))

    def note(self, name: str, secret: Secret) -> Secret:
        self._names[secret.reveal()] = name
        return secret

    def found_in(self, content: bytes) -> set[str]:
        """Return the names of the secrets that `content` holds, in clear or thinly veiled."""
        return {
            name for secret, name in self._names.items() if any(form in content for form in _forms(secret))
        }

    def found_below(self, home: Path) -> dict[str, set[str]]:
        """Return which files below `home` hold which secrets; what was delivered may, and is set aside."""
        delivered = {Locations(home).mail, Locations(home).sms}
        files = [file for file in home.rglob("*") if file.is_file() and file.parent not in delivered]
        found = {str(file.relative_to(home)): self.found_in(file.read_bytes()) for file in files}
        assert "database/macle.db" in found
        return {file: names for file, names in found.items() if names}


def _forms(secret: str) -> Iterator[bytes]:
    yield json.dumps(secret)[1:-1].encode()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = secret.encode(encoding)
        yield plain
        yield plain.hex().encode()
        for shift in range(3):
            # What stands before and after the secret decides on the characters at both ends.
            encoded = base64.b64encode(b"\0" * shift + plain)
            inner = encoded[4 if shift else 0 : -4]
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))
