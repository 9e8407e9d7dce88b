"""What use cases, journeys, letters, tables and tests are divided by."""

from __future__ import annotations

SUBJECTS = ("desk", "identity", "methods", "notices", "password", "profile", "signing_in", "upkeep")
