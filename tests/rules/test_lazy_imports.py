"""The rules cost nothing until they are asked."""

from __future__ import annotations

import subprocess
import sys

ROOMS = "codes identifiers limits password_rules passwords throttle"


def test_importing_the_rules_loads_no_word_lists_and_no_email_library() -> None:
    imports = "; ".join(f"import store.rules.{room}" for room in ROOMS.split())
    program = f"import sys; {imports}; print({{'zxcvbn', 'email_validator', 'idna'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
